"""Whole calendars: a download, a feed, a message, an export (RFC 5545 §3.4, RFC 5546, RFC 7986)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from icalendar import Calendar, vDuration

from coordinator.calendars.envelope import Envelope
from coordinator.calendars.text import line
from coordinator.calendars.vevent import CalendarEvent, vevent
from coordinator.calendars.zones import vtimezone

PRODID = "-//Common Ground//EN"
END = "END:VCALENDAR\r\n"


class Method(StrEnum):
    """What a mailed calendar message asks its reader to do (RFC 5546 §1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a calendar says about itself before its first event; the bare one is that of a download.

    `colour` is a CSS colour name, `refresh` how often it is worth fetching anew.
    """

    name: str = ""
    colour: str = ""
    refresh: timedelta | None = None
    method: Method | None = None


DOWNLOAD = Heading()


def followed(name: str, colour: str) -> Heading:
    """Return the heading of a feed, for `wrap`: named, coloured and fetched anew each hour, without METHOD."""
    return Heading(name, colour, refresh=timedelta(hours=1))


def history(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """Return past get-togethers as one file to keep; nothing in it asks to be fetched again."""
    kept = list(events)
    return wrap(map(vevent, kept), [event.tzid for event in kept], Heading(name))


def message(event: CalendarEvent, envelope: Envelope) -> tuple[Method, bytes]:
    """Return what is mailed, and its METHOD.

    Called off, it takes the date out of a calendar, and its sequence has to be higher than the last (RFC 5546 §3.2.5).
    With an attendee it asks (§3.2.2); with none it is published, so that no button is there whose answer would be lost
    (§3.2.1).
    """
    method = Method.CANCEL if event.cancelled else Method.REQUEST if envelope.attendee else Method.PUBLISH
    return method, wrap([vevent(event, envelope)], [event.tzid], Heading(method=method))


def wrap(vevents: Iterable[str], zones: Iterable[str], heading: Heading = DOWNLOAD) -> bytes:
    """Join serialised VEVENTs into one calendar, with the VTIMEZONE of each zone they are written in, once.

    `zones` are the `CalendarEvent.tzid` of the events, in any order and number; an empty one is UTC.
    """
    blocks = [*map(vtimezone, sorted(set(zones))), *vevents]
    # A calendar holds at least one component (RFC 5545 §3.6), also when there is nothing to come.
    return "".join([opening(heading), *(blocks if any(blocks) else [vtimezone("UTC")]), END]).encode()


@lru_cache(maxsize=256)
def opening(heading: Heading) -> str:
    """Return all lines of a calendar before its first component (RFC 7986 §5)."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    if heading.method:
        calendar.add("METHOD", heading.method.value)
    if heading.name:
        calendar.add("NAME", line(heading.name))
        calendar.add("X-WR-CALNAME", line(heading.name))
    if heading.colour:
        calendar.add("COLOR", heading.colour)
    if heading.refresh:
        calendar.add("REFRESH-INTERVAL", heading.refresh, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(heading.refresh))
    return bytes(calendar.to_ical()).decode().removesuffix(END)
