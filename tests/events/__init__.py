"""The host's words: events, guests, invitations, answers."""
