"""Letters to the organiser: what the host published, and that the plan is over (R3)."""
