"""A draft from a calendar file: what it says of one event, in the fields of the host's own form.

Nothing else of the file is looked at: no link, no attachment, no other person, and no rule by which it repeats.
"""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from coordinator.calendars import reading
from coordinator.calendars.reading import Component, Unreadable
from coordinator.events.calendar_time import Time
from coordinator.text import NOTE, PLACE, TITLE, NotAllowed

MOST_BYTES = 64 * 1024
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")

ONCE_HERE = _l("It happens more than once there. Here it is one day.")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: values for the form's fields, as they would be typed, and what is to be said of it."""

    typed: dict[str, str]
    remarks: tuple[LazyString, ...]


def read(data: bytes, zone: str, known: Collection[str]) -> Found:
    """Return what a file says of its one event; raises `NotAllowed` with a kind sentence.

    Times are given in the file's own zone if it is a `known` one, else in `zone`.
    """
    if len(data) > MOST_BYTES:
        raise NotAllowed(_l("That file is too big. A calendar file with one event has at most 64 KB."))
    try:
        events = reading.read(data.decode("utf-8", "replace").replace("\0", "")).events
    except Unreadable:
        raise NotAllowed(_l("That is no calendar file, or one this site can’t read.")) from None
    if len(events) != 1:
        raise NotAllowed(_l("That file does not hold exactly one event. Save the one event by itself and try again."))
    words = {"title": _words(events[0], "SUMMARY", TITLE), "note": _words(events[0], "DESCRIPTION", NOTE)}
    time = Time(events[0], zone, known)
    typed = words | _where(events[0]) | time.typed
    typed = {name: value for name, value in typed.items() if value}
    if not typed:
        raise NotAllowed(_l("That file says neither what, when nor where."))
    repeats = [ONCE_HERE] if any(map(events[0].all, REPEATING)) else []
    return Found(typed, (*repeats, *time.remarks))


def _words(event: Component, name: str, most: int) -> str:
    """Return a text cut to its length; the form cleans it, and says what it cannot take."""
    return event.first(name).text.strip()[:most]


def _where(event: Component) -> dict[str, str]:
    """Return place and address; what comes after the first line, or is too long for one, is the address."""
    lines = [line.strip() for line in event.first("LOCATION").text.split("\n") if line.strip()]
    if len(lines) == 1 and len(lines[0]) > PLACE:
        lines = [part.strip() for part in lines[0].split(",", 1)]
    return {"place": lines[0][:PLACE] if lines else "", "address": ", ".join(lines[1:])[:PLACE]}
