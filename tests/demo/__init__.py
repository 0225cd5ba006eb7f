"""The demo, and that without demo mode there is none."""
