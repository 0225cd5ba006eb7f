"""The organiser's own calendar: what his page shows of an event, so no note, and the place only when it is due (R3)."""

from dataclasses import dataclass, replace

from coordinator.calendars import files
from coordinator.calendars.lines import joined
from coordinator.calendars.vevent import shared, standing
from coordinator.events import joining, organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.following import entry_of
from coordinator.events.organiser_reply import OrganiserReply
from coordinator.plans.record import Course
from coordinator.plans.term import end_of


@dataclass(frozen=True)
class Entry:
    """One event as he may have it now; `place` is None until it is due."""

    event: Event
    said: OrganiserReply | None
    place: str | None

    @property
    def comes(self) -> bool:
        """Say whether he comes."""
        return self.said is not None and self.said.stands is Answer.YES and not self.event.is_called_off

    @property
    def state(self) -> tuple[object, ...]:
        """Say all that its lines hang on: nothing of a guest, and of the place only whether it is due, and which."""
        event, said = self.event, (self.said.answer, self.said.at, self.said.stands) if self.said else ()
        return event.uid, event.sequence, event.revised_at, event.is_called_off, said, self.place

    def vevent(self, before: str) -> str:
        """Write it; the word `before` stands before what he has not said yes to."""
        event, said, off = self.event, self.said, self.event.is_called_off
        sure = joining.SAYS_OFF if off else joining.SAYS_COMING if self.comes else joining.SAYS_OPEN
        moments = [event.revised_at, *([said.at] if said else []), *([event.shows_place_at] if self.place else [])]
        lines = shared(replace(entry_of(event), place=self.place or "", note=""))
        return joined(lines, standing(max(moments), event.sequence, sure), "" if self.comes or off else before)


def entries(course: Course) -> list[Entry]:
    """Return the events of a plan that goes on: their day known, not declined by himself, not long past."""
    events = [] if end_of(course) else [event for event in course.events if event.id not in course.choosing]
    return [Entry(event, event.organiser_reply, organiser_reply.place(event)) for event in events if _stays(event)]


def state(course: Course, shown: list[Entry]) -> str:
    """Say all that the feed's bytes hang on; the clock brings a place, or an end, under another state by itself."""
    return f"plan {course.plan.organiser.language} {[entry.state for entry in shown]}"


def feed(shown: list[Entry], name: str, before: str) -> bytes:
    """Write what is shown; it is written anew each time, as there are one or two and the place comes by the clock."""
    zones = [entry_of(entry.event).tzid for entry in shown]
    return files.wrap([entry.vevent(before) for entry in shown], zones, files.followed(name, joining.COLOUR))


def _stays(event: Event) -> bool:
    said, since = event.organiser_reply, joining.since()
    if said and said.stands is Answer.NO:
        return False
    return event.cancellation.at > since["off"] if event.cancellation else event.ends_at > since["ended"]
