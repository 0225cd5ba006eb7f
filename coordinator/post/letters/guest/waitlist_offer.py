"""A place came free: an offer in time, to be taken or left."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from coordinator import clock
from coordinator.dates import moment
from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, reach, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class WaitlistOfferLetter(GuestLetter):
    """An offer that stands until `until`."""

    kind: ClassVar[str] = "waitlist_offer"

    until: datetime

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the offer; nothing is left to say once it was taken or has passed."""
        invitation = invitation_of(owed)
        if invitation is None or (to := reach(invitation)) is None or not invitation.offered_until:
            return None
        if invitation.event.is_called_off or invitation.offered_until <= clock.now():
            return None
        return cls(**told(invitation, to), **dated(invitation), until=invitation.offered_until)

    @classmethod
    def example(cls) -> Self:
        """Return a place for Kim."""
        return cls(**sample.told(), until=datetime(2026, 12, 3, 14, 0, tzinfo=UTC))

    @property
    def subject(self) -> str:
        """Say it."""
        return _("A place is free")

    @property
    def head(self) -> str:
        """Say what there is room at."""
        return _("There’s room for you at %(title)s", title=self.outing.title)

    @property
    def body(self) -> list[Block]:
        """Return until when, the facts, the disclosure, and then the button."""
        until = moment(self.until, self.zone)
        return [
            p(_("A place came free. It is kept for you until %(moment)s.", moment=until)),
            facts(*self.outing.lines),
            self.disclosure,
            button(_("See it and take the place"), self.way),
            p(_("If you’d rather not, you don’t have to do anything. It goes to the next person then.")),
        ]
