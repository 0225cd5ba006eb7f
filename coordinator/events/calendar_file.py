"""A draft from a calendar file: what it says of one event, in the fields of the host's own form.

Nothing else of the file is looked at: no link, no attachment, no other person, and no rule by which it repeats.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from coordinator.calendars import reading
from coordinator.calendars.reading import Component, Unreadable
from coordinator.text import NOTE, PLACE, TITLE, NotAllowed

MOST_BYTES = 64 * 1024
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: values for the form's fields, as they would be typed, and whether it happens more than once."""

    typed: dict[str, str]
    repeats: bool


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
    typed = words | _where(events[0]) | _when(events[0], zone, known)
    typed = {name: value for name, value in typed.items() if value}
    if not typed:
        raise NotAllowed(_l("That file says neither what, when nor where."))
    return Found(typed, any(map(events[0].all, REPEATING)))


def _words(event: Component, name: str, most: int) -> str:
    """Return a text cut to its length; the form cleans it, and says what it cannot take."""
    return event.first(name).text.strip()[:most]


def _where(event: Component) -> dict[str, str]:
    """Return place and address; what comes after the first line, or is too long for one, is the address."""
    lines = [line.strip() for line in event.first("LOCATION").text.split("\n") if line.strip()]
    if len(lines) == 1 and len(lines[0]) > PLACE:
        lines = [part.strip() for part in lines[0].split(",", 1)]
    return {"place": lines[0][:PLACE] if lines else "", "address": ", ".join(lines[1:])[:PLACE]}


def _when(event: Component, zone: str, known: Collection[str]) -> dict[str, str]:
    """Return day and hours; an event of whole days has no hours, and one of several days no end."""
    start = event.first("DTSTART")
    own = reading.zone_called(start.parameters.get("TZID", ""))
    here = ZoneInfo(own if own in known else zone)
    try:
        starts = start.moment(zone).astimezone(here)
    except (Unreadable, OverflowError):
        return {}
    if start.is_day:
        return {"dates": "one", "day": f"{starts:%Y-%m-%d}"}
    return {
        "dates": "one",
        "zone": here.key,
        "day": f"{starts:%Y-%m-%d}",
        "start": f"{starts:%H:%M}",
        "until": _until(event, starts, zone),
    }


def _until(event: Component, starts: datetime, zone: str) -> str:
    """Return the hour at which it ends by the same clock, "" if that is not said or not within a day."""
    try:
        end = event.first("DTEND")
        ends = end.moment(zone) if end.value else starts + event.first("DURATION").span
        lasts = timedelta() < ends - starts < DAY
        return f"{ends.astimezone(starts.tzinfo):%H:%M}" if lasts else ""
    except (Unreadable, OverflowError):
        return ""
