"""Changing an event: words ask nobody again, another date or place asks everyone who said yes."""

from flask_babel import lazy_gettext as _l

from coordinator.database import db, write_first
from coordinator.errors import NotPossible
from coordinator.events import bring, news, planning, question, waitlist
from coordinator.events.event import Event
from coordinator.events.outline import Outline


def change(event: Event, outline: Outline) -> bool:
    """Bring an event to a new outline and say whether it moved; raises `TooSoon`, `TooLate`, `NotPossible`.

    While its day is open its days stay as offered.
    """
    write_first()
    db.session.refresh(event)  # a second click waited here, and finds it moved already
    event.must_be_open()
    planning.must_fit(event.hosting, outline, moving=event)
    if outline.capacity < heads(event):
        raise NotPossible(_l("More people than that are coming already."))
    event.reword(
        kind=outline.kind,
        title=outline.title,
        note=outline.note,
        capacity=outline.capacity,
        party_most=outline.party_most,
        answer_by=outline.answer_by,
    )
    question.ask(event, outline.questions, food=outline.food)
    bring.list_items(event, outline.items)
    waitlist.offer_free_places(event)
    return _move(event, outline)


def heads(event: Event) -> int:
    """Return how many places are taken, host and organiser included."""
    return event.capacity - waitlist.free_places(event)


def _move(event: Event, outline: Outline) -> bool:
    starts_at, ends_at = outline.spans[0].starts, outline.spans[0].ends
    if event.day_is_open:
        starts_at, ends_at = event.starts_at, event.ends_at
    return news.move(
        event,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=outline.zone,
        place=outline.place,
        address=outline.address,
        sort=outline.sort,
    )
