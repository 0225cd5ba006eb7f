"""The guest's door, in a guest's browser."""
