"""A passkey was added to an account: its owner hears of it, in case it was somebody else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.dates import moment
from coordinator.directions import said as _
from coordinator.post.letters.anybody.letter import AccountLetter, sample, told
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.ways import Plain
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class PasskeyAddedLetter(AccountLetter):
    """What was done, and when: at `at`."""

    kind: ClassVar[str] = "passkey_added"

    at: datetime

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the account."""
        account = db.session.get(Account, owed.row)
        return cls(**told(account), at=owed.created_at) if account else None

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample(), at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC))

    @property
    def subject(self) -> str:
        """Say it."""
        return _("A passkey was added")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("A passkey was added")

    @property
    def body(self) -> list[Block]:
        """Return when, and what to do if it was somebody else."""
        when = moment(self.at, self.zone)
        return [
            p(_("A passkey was added to your account on %(moment)s. It signs in without a letter.", moment=when)),
            p(_("If that was you, there is nothing to do. If not, take the passkey off, then sign out everywhere.")),
            button(_("See your passkeys"), Plain("/account/passkeys")),
            button(_("See where you’re signed in"), Plain("/account/devices")),
        ]

    @property
    def why(self) -> str:
        """Say why it came."""
        return _("You get this because it is about the safety of your account.")
