"""Off the list: the date that was mailed comes out of the guest's calendar again."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from coordinator import clock
from coordinator.calendars.vevent import CalendarEvent
from coordinator.consent import stop
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events import following
from coordinator.events.invitation import Invitation
from coordinator.post.letters.blocks import Block, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.calendar import entry_of
from coordinator.post.letters.guest.letter import GuestLetter, dated, told
from coordinator.post.letters.outing import Outing
from coordinator.post.letters.ways import Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class CalendarCancelledLetter(GuestLetter):
    """A letter to a guest who was taken off the list and had the date mailed."""

    kind: ClassVar[str] = "calendar_cancelled"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the date that goes; nothing is left to say to somebody who is back on the list."""
        invitation = db.session.get(Invitation, owed.row)
        if invitation is None or invitation.is_live or not invitation.calendar_address:
            return None
        event = invitation.event
        if event.is_called_off or event.ends_at <= clock.now() or stop.stands_for(invitation.guest):
            return None
        date = dated(invitation) | {"entry": _taken_out(invitation)}
        return cls(**told(invitation, invitation.calendar_address), **date)

    @classmethod
    def example(cls) -> Self:
        """Return the games night, taken out of Kim's calendar."""
        gone = replace(entry_of(Outing.example()), sequence=1, cancelled=True)
        return cls(**sample.told(), asked_by_guest=True, entry=gone)

    @property
    def subject(self) -> str:
        """Say what goes."""
        return _("A date comes out of your calendar")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("This date comes out of your calendar")

    @property
    def body(self) -> list[Block]:
        """Return what it was; it is no invitation, so it leads nowhere."""
        return [
            p(
                _(
                    "You’re no longer on %(host)s’s list for %(title)s on %(day)s. There is nothing you need to do.",
                    host=self.host_first,
                    title=self.outing.title,
                    day=self.outing.date,
                )
            ),
            p(_("This letter takes the date you were mailed out of your calendar.")),
        ]

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Lead to what is stored alone, for the invitation's link no longer opens anything."""
        return [(_("What’s stored about you"), self.data)]


def _taken_out(invitation: Invitation) -> CalendarEvent:
    """Return the entry as it goes: with the day and the title, and nothing more of an event that is not theirs."""
    entry = following.entry_of(invitation.event)
    return replace(entry, sequence=invitation.sequence, cancelled=True, place="", note="")
