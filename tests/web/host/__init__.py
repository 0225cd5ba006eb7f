"""The host's door."""
