"""What must not run."""


class Unsafe(SystemExit):
    """A configuration that must not run: one line says why, and the exit status is 1."""

    def __init__(self, reason: str) -> None:
        """Say the reason on standard error as Python does for SystemExit with a text."""
        super().__init__(f"Common Ground does not start: {reason}")
