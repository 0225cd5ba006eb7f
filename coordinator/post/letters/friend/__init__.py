"""Letters to a friend who is asked a favour."""
