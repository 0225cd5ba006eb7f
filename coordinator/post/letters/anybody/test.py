"""A test letter, which the operator asks for."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.post.letters.anybody.letter import AccountLetter, sample, told
from coordinator.post.letters.blocks import Block, p
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class TestLetter(AccountLetter):
    """That mail leaves, and arrives."""

    kind: ClassVar[str] = "test"
    is_urgent: ClassVar[bool] = True  # the operator waits for it

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the operator's account."""
        account = db.session.get(Account, owed.row)
        return cls(**told(account)) if account and account.is_operator else None

    @classmethod
    def example(cls) -> Self:
        """Return Jo's."""
        return cls(**sample() | {"recipient": "jo@ground.example"})

    @property
    def subject(self) -> str:
        """Say it."""
        return _("A test letter")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("It works")

    @property
    def body(self) -> list[Block]:
        """Return that it arrived."""
        return [p(_("This letter left the site and reached you. There is nothing to do."))]

    @property
    def why(self) -> str:
        """Say who asked."""
        return _("You get this because whoever runs this site asked for a test letter to you.")
