"""Another date or place: every yes is set aside, and whoever had answered is asked once more."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self

from coordinator.dates import date, hour
from coordinator.directions import said as _
from coordinator.events import disclosure
from coordinator.events.event import Event
from coordinator.post.letters.blocks import Block, facts, note, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, reach, told
from coordinator.post.letters.letter import by_name
from coordinator.post.letters.outing import Outing
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class ChangedLetter(GuestLetter):
    """An event moved. `was_starts_at` and `was_place` are what it was before."""

    kind: ClassVar[str] = "changed"

    was_starts_at: datetime
    was_place: str
    is_set_aside: bool
    organiser_asked_again: bool

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the move; whoever has answered since hears nothing more."""
        invitation = invitation_of(owed)
        if invitation is None or (to := reach(invitation)) is None:
            return None
        event, reply = invitation.event, invitation.reply
        if event.is_called_off or event.has_begun or event.moved_at is None or (reply and reply.at > event.moved_at):
            return None
        return cls(
            **told(invitation, to),
            **dated(invitation),
            was_starts_at=event.was_starts_at or event.starts_at,
            was_place=event.was_place or event.where,
            is_set_aside=reply is not None and reply.set_aside_at is not None,
            organiser_asked_again=_asked_again(event),
        )

    @classmethod
    def example(cls) -> Self:
        """Return the games night, moved by a week."""
        told, week = sample.told(), timedelta(days=7)
        was = Outing.example()
        moved = replace(was, starts_at=was.starts_at + week, ends_at=was.ends_at + week)
        return cls(
            **told | {"outing": moved},
            was_starts_at=datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
            was_place="The Tannery Café, back room, 14 Market Row, Bristol BS1 4QA",
            is_set_aside=True,
            organiser_asked_again=True,
        )

    @property
    def subject(self) -> str:
        """Name the host, if the name may stand in a header."""
        neutral, name = _("A change of plan"), self.host_first
        return by_name(name, _("A change from %(host)s", host=name), neutral)

    @property
    def has_new_day(self) -> bool:
        """Say whether it is on another day."""
        return date(self.was_starts_at, self.outing.zone) != self.outing.date

    @property
    def has_new_start(self) -> bool:
        """Say whether it begins at another moment."""
        return self.was_starts_at != self.outing.starts_at

    @property
    def has_new_place(self) -> bool:
        """Say whether it is somewhere else."""
        return self.was_place != ", ".join(part for part in self.outing.where if part)

    @property
    def head(self) -> str:
        """Say what is new."""
        if self.has_new_day:
            return _("Moved to %(day)s", day=self.outing.date)
        if self.has_new_place and not self.has_new_start:
            return _("Another place")
        return _("Another time on %(day)s", day=self.outing.date)

    @property
    def body(self) -> list[Block]:
        """Return what it was, what it is now, the disclosure, and then the button."""
        return [
            p(self.was),
            facts(*self.now),
            self.disclosure,
            p(self.please),
            self.answer_button,
            p(self.calendars),
        ]

    @property
    def was(self) -> str:
        """Say what it is about, and when it was to be."""
        title, zone = self.outing.title, self.outing.zone
        if self.has_new_day:
            return _("%(title)s was to be on %(day)s.", title=title, day=date(self.was_starts_at, zone))
        if self.has_new_start:
            return _("%(title)s was to begin at %(hour)s.", title=title, hour=hour(self.was_starts_at, zone))
        return _("%(title)s stays on %(day)s.", title=title, day=self.outing.date)

    @property
    def now(self) -> tuple[str, ...]:
        """Return the facts, each with a word on whether it is new."""
        day, place = {"day": self.outing.day}, {"place": self.outing.place}
        when = _("Now %(day)s", **day) if self.has_new_day else _("Still %(day)s", **day)
        where = _("Now at %(place)s", **place) if self.has_new_place else _("Still at %(place)s", **place)
        return when, self.outing.hours, where, self.outing.address

    @property
    def disclosure(self) -> Block:
        """Say the disclosure, and that the organiser has been asked again like everybody."""
        if not self.organiser_asked_again:
            return super().disclosure
        again = _("%(organiser)s has been asked again as well.", organiser=self.organiser)
        return note(disclosure.who(self.organiser), again)

    @property
    def please(self) -> str:
        """Ask once more, and say that doing nothing is fine."""
        if self.is_set_aside:
            return _(
                "Your earlier answer is set aside. Answer once more if you’d like to come; doing nothing is fine too."
            )
        return _("Answer if you’d like to come; doing nothing is fine too.")

    @property
    def calendars(self) -> str:
        """Say what calendars do by themselves."""
        if self.entry:
            return _("The date in this letter takes the place of the one you were mailed.")
        return _("A subscribed calendar follows by itself. A date you added by hand stays as it was.")


def _asked_again(event: Event) -> bool:
    return bool(event.organiser_reply and event.organiser_reply.set_aside_at)
