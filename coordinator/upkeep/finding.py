"""What the doctor finds out about one part."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One part, what is to be said of it and, where it is not well, what to do about it."""

    part: str
    said: str
    fix: str = ""

    @property
    def is_well(self) -> bool:
        """Say whether there is nothing to do."""
        return not self.fix

    def __str__(self) -> str:
        """Return the lines to print."""
        if self.is_well:
            return f"ok    {self.part}: {self.said}"
        return f"FAIL  {self.part}: {self.said}\n      Do this: {self.fix}"
