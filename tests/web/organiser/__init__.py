"""The organiser's door."""
