"""What only a real browser can show: the whole story, and that everybody can read and use every page."""
