"""Calendar files, feeds and links, from plain values to bytes and back; it knows no table and no page."""
