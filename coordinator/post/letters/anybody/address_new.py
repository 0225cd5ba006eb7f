"""Another address for an account, to the new one. It names nobody: whoever typed it may not be known there (R1)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import readdressing
from coordinator.accounts.account import by_email
from coordinator.accounts.address_change import AddressChange, Side
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.instance import settings
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.ways import Plain, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class AddressNewLetter(Letter):
    """Whether the address may be used; where it `is_taken`, its owner reads that it cannot."""

    kind: ClassVar[str] = "address_new"
    can_unsubscribe: ClassVar[bool] = True

    is_taken: bool
    way: Way

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the change, while it waits; nobody a plan is about is ever written to, and nobody often."""
        change = db.session.get(AddressChange, owed.subject_id)
        if change is None or not change.is_live or change.email is None:
            return None
        if change.is_one_too_many or not readdressing.may_write_to(change):
            return None
        return cls(
            recipient=change.email,
            language=change.account.language,
            zone=settings().time_zone,  # the reader's is not known, and whoever typed the address could choose his own
            is_taken=by_email(change.email) is not None,
            way=Plain(f"/address/{change.token(Side.NEW)}"),
        )

    @classmethod
    def example(cls) -> Self:
        """Return the one to Sam's new address."""
        return cls(
            recipient="sam@okafor.example",
            language="en",
            zone="Europe/London",
            is_taken=False,
            way=Plain("/address/example"),
        )

    @property
    def subject(self) -> str:
        """Say what it asks for."""
        return _("Is this your address?")

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(address)s", address=self.recipient)

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Is this your address?")

    @property
    def body(self) -> list[Block]:
        """Return what was asked for, and that doing nothing is fine."""
        if self.is_taken:
            return [
                p(_("Somebody wants to use this address for an account at Common Ground. It has one there already.")),
                p(_("Nothing changes. If both accounts are yours, sign in to this one with this address.")),
            ]
        return [
            p(_("Somebody wants to use this address for their account at Common Ground, to sign in with.")),
            button(_("Look at it and agree"), self.way),
            p(_("If that is you, agree within three days. If not, there is nothing to do, and nothing happens.")),
            p(_("Common Ground is a site on which friends host something for a group.")),
        ]

    @property
    def why(self) -> str:
        """Say who asked."""
        return _("You get this because somebody typed this address as theirs.")
