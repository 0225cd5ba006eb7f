"""Letters to guests: the host's words, the disclosure, and never a byte the organiser typed (R1)."""
