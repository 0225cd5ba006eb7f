"""What the files in deploy/ are tried with."""

from tests.upkeep.conftest import authority

__all__ = ["authority"]
