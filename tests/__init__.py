"""The suite: a real database, a real mail server, a real browser."""
