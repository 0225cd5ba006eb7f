"""The door of a friend who is asked."""
