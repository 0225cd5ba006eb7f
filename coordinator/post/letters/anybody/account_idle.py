"""An account has not been used for half a year: it goes in a month, unless somebody signs in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.dates import date
from coordinator.directions import said as _
from coordinator.idling import NOTICE
from coordinator.post.letters.anybody.letter import AccountLetter, sample, told
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.ways import Plain
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class AccountIdleLetter(AccountLetter):
    """From which day on it is gone: `gone_at`."""

    kind: ClassVar[str] = "account_idle"

    gone_at: datetime

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the account; whoever has signed in since needs no letter."""
        account = db.session.get(Account, owed.row)
        if account is None or account.idle_notice_at is None or account.idle_notice_at > clock.now():
            return None
        return cls(**told(account), gone_at=owed.created_at + NOTICE)

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample(), gone_at=datetime(2026, 12, 23, 12, 0, tzinfo=UTC))

    @property
    def day(self) -> str:
        """Return the day it goes, where its owner lives."""
        return date(self.gone_at, self.zone)

    @property
    def subject(self) -> str:
        """Say what it is about."""
        return _("About your account")

    @property
    def head(self) -> str:
        """Say it."""
        return _("Your account has been quiet for half a year")

    @property
    def body(self) -> list[Block]:
        """Return when it goes, and how to keep it."""
        return [
            p(_("What nobody uses isn’t kept here. On %(day)s this account is deleted, with all in it.", day=self.day)),
            p(_("If that is fine, there is nothing to do. If you’d like to keep it, sign in once before then.")),
            button(_("Sign in"), Plain("/sign-in")),
        ]

    @property
    def why(self) -> str:
        """Say why it came."""
        return _("You get this because you have an account on this site. There will be no other letter about it.")
