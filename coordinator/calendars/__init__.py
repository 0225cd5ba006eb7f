"""Calendar files, feeds and links: pure writing, from plain values to bytes, that knows no table and no page."""
