"""The organiser's own calendar: what his page shows of an event, so no note, and the place only when it is due (R3)."""

from dataclasses import replace

from coordinator.calendars import files
from coordinator.calendars.lines import joined
from coordinator.calendars.vevent import Status, shared, standing, state
from coordinator.events import agenda, organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.following import entry_of
from coordinator.plans.record import Record
from coordinator.plans.term import end_of


def feed(record: Record, name: str, before: str) -> bytes:
    """Return the events of a plan that goes on; the word `before` stands before what he has not said yes to.

    It is written anew each time: there are one or two, and the place comes by the clock.
    """
    events = [] if end_of(record) else [event for event in record.events if _is_shown(record, event)]
    return files.wrap(
        [_vevent(event, before) for event in events],
        [entry_of(event).tzid for event in events],
        files.followed(name, agenda.COLOUR),
    )


def _is_shown(record: Record, event: Event) -> bool:
    """Say whether an event is in it: its day known, not declined by himself, and not long past."""
    said, since = event.organiser_reply, agenda.since()
    if event.id in record.choosing or (said and said.stands is Answer.NO):
        return False
    return event.cancellation.at > since["off"] if event.cancellation else event.ends_at > since["ended"]


def _vevent(event: Event, before: str) -> str:
    place, said = organiser_reply.place(event), event.organiser_reply
    comes = said is not None and said.stands is Answer.YES and not event.is_called_off
    status = Status.CANCELLED if event.is_called_off else Status.CONFIRMED if comes else Status.TENTATIVE
    moments = [event.revised_at, *([said.at] if said else []), *([event.shows_place_at] if place else [])]
    return joined(
        shared(replace(entry_of(event), place=place or "", note="")),
        standing(max(moments), event.sequence, state(status, busy=comes)),
        "" if comes or event.is_called_off else before,
    )
