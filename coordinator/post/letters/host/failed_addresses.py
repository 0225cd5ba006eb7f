"""Mail that did not arrive: the host hands those links on herself."""

from dataclasses import dataclass
from typing import ClassVar, Self

import sqlalchemy as sa

from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.host.letter import EventLetter, event_of, sample, told
from coordinator.post.outbox import Letter as Owed
from coordinator.post.outbox import LetterState


@dataclass(frozen=True, kw_only=True)
class FailedAddressesLetter(EventLetter):
    """Whose mail came back. `guests` are names as the host wrote them."""

    kind: ClassVar[str] = "failed_addresses"

    guests: tuple[str, ...]

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read whose mail came back since the last such letter."""
        event = event_of(owed)
        if event is None or event.is_called_off or event.has_begun:
            return None
        guests = _failed_since_last(event)
        return cls(**told(event), guests=guests) if guests else None

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample(), guests=("Priya", "Mehmet"))

    @property
    def subject(self) -> str:
        """Say it."""
        return _("Mail that did not arrive")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Some mail did not arrive")

    @property
    def body(self) -> list[Block]:
        """Return who was not reached, and what to do."""
        return [
            p(_("Your invitation to %(title)s could not be mailed to:", title=self.outing.title)),
            facts(*self.guests),
            p(_("Look whether the address is right, or send them their link in your own chat.")),
            button(_("See your guests"), self.way),
        ]


def _failed_since_last(event: Event) -> tuple[str, ...]:
    last = sa.select(sa.func.max(Owed.sent_at)).where(
        Owed.kind == FailedAddressesLetter.kind, Owed.subject == f"event:{event.id}", Owed.state == LetterState.SENT
    )
    failed = (
        sa.select(Guest.name)
        .join(Guest.invitations)
        .where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None), Guest.bounced_at.is_not(None))
    )
    since = db.session.scalar(last)
    if since is not None:
        failed = failed.where(Guest.bounced_at > since)
    return tuple(db.session.scalars(failed.order_by(Guest.id)))
