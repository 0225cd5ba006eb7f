"""The date for somebody's own calendar, because they asked for it by mail."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from coordinator.calendars.vevent import CalendarEvent, Status
from coordinator.directions import said as _
from coordinator.events.answer import Answer
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, told
from coordinator.post.letters.outing import Outing
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class CalendarLetter(GuestLetter):
    """A letter with the date in it, to the address a guest typed for that."""

    kind: ClassVar[str] = "calendar"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the date; nothing is sent once it was declined, withdrawn, called off or has begun."""
        invitation = invitation_of(owed)
        if invitation is None or not invitation.calendar_address or invitation.answer is Answer.NO:
            return None
        if invitation.event.is_called_off or invitation.event.has_begun or invitation.event.day_is_open:
            return None
        return cls(**told(invitation, invitation.calendar_address), **dated(invitation))

    @classmethod
    def example(cls) -> Self:
        """Return the games night for Kim's calendar."""
        return cls(**sample.told(says=Answer.YES), asked_by_guest=True, entry=entry_of(Outing.example()))

    @property
    def subject(self) -> str:
        """Say what it holds."""
        return _("The date for your calendar")

    @property
    def head(self) -> str:
        """Return the title."""
        return self.outing.title

    @property
    def body(self) -> list[Block]:
        """Return the facts, the disclosure, and what happens when something changes."""
        return [
            facts(*self.outing.lines),
            self.disclosure,
            p(
                _(
                    "The date is attached. If %(host)s changes it or calls it off, a new one comes to this address.",
                    host=self.host_first,
                )
            ),
            p(self.answering),
            button(_("See or change my answer"), self.way),
        ]

    @property
    def answering(self) -> str:
        """Say whether the calendar's own buttons answer."""
        if self.answers_to:
            return _(
                "Accept or decline in your calendar, or answer here: both count alike, until it starts. "
                "A mail written to the address of the invitation reaches nobody."
            )
        return _("Your calendar doesn’t answer for you. Change your answer here, until it starts.")


def entry_of(outing: Outing) -> CalendarEvent:
    """Return an example's entry, confirmed."""
    made = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return CalendarEvent(
        uid="5f0c9a1e7d3b48f2a6c4e8d0b1937a52",
        sequence=0,
        created=made,
        revised=made,
        starts=outing.starts_at,
        ends=outing.ends_at,
        zone=outing.zone,
        title=outing.title,
        place=", ".join(outing.where),
        note="I’ve booked the long table.",
        status=Status.CONFIRMED,
        busy=True,
    )
