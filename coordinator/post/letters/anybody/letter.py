"""What letters to somebody with an account share."""

from dataclasses import dataclass
from typing import Any

from coordinator.accounts.account import Account
from coordinator.directions import said as _
from coordinator.post.letters.letter import Letter


@dataclass(frozen=True, kw_only=True)
class AccountLetter(Letter):
    """A letter about the account itself; who asked for no more mail needs it to get in, or to stay safe."""

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(address)s", address=self.recipient)

    @property
    def is_unwanted(self) -> bool:
        """Say no: it answers something that was done at this account just now."""
        return False


def told(account: Account) -> dict[str, Any]:
    """Return what every letter about an account says."""
    return {"recipient": account.email, "language": account.language, "zone": account.zone}


def sample() -> dict[str, Any]:
    """Return Sam's account."""
    return {"recipient": "sam@posteo.example", "language": "en", "zone": "Europe/London"}
