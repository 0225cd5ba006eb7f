"""One get-together as a VEVENT, the same bytes each time it is written (RFC 5545 §3.6.1).

It has two halves: `shared`, the host's words and moments, alike for all its readers and kept with the event
(`events.following`); and `standing`, one reader's own, a few short lines that cost next to nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Event

from coordinator.calendars.envelope import Envelope, addressed
from coordinator.calendars.lines import content, joined, utc
from coordinator.calendars.text import line, prose
from coordinator.calendars.zones import tzid


class Status(StrEnum):
    """Whether the get-together is sure for this reader (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """What one reader's calendar holds about one get-together.

    `uid` stays for ever; `sequence` rises with start, end, place or state; `revised` moves with every edit. Moments are
    aware, `zone` is an IANA name. `status` and `busy` follow the reader's answer and are left unsaid when None.
    """

    uid: str
    sequence: int
    created: datetime
    revised: datetime
    starts: datetime
    ends: datetime
    zone: str
    title: str
    place: str = ""
    note: str = ""
    cancelled: bool = False
    status: Status | None = None
    busy: bool | None = None

    def __post_init__(self) -> None:
        """Refuse moments without a zone, which each calendar would read as its own, and an end that is none."""
        if any(moment.utcoffset() is None for moment in (self.created, self.revised, self.starts, self.ends)):
            msg = "a calendar needs aware datetimes"
            raise ValueError(msg)
        if self.ends <= self.starts:
            msg = "a calendar needs an end after the start (RFC 5545 §3.8.2.2)"
            raise ValueError(msg)

    @property
    def tzid(self) -> str:
        """The zone it is written in, whose VTIMEZONE its file has to hold; empty for UTC."""
        return tzid(self.zone, self.starts, self.ends)

    @property
    def state(self) -> Status | None:
        """The status to write: called off is stronger than any answer."""
        return Status.CANCELLED if self.cancelled else self.status


def vevent(event: CalendarEvent, envelope: Envelope | None = None) -> str:
    """Return one reader's VEVENT.

    DTSTAMP is the time of the message when it is sent with a METHOD, else that of the last revision (§3.8.7.2).
    """
    sure = state(event.state, busy=event.busy)
    own = standing(event.revised, event.sequence, sure, sent=envelope.sent if envelope else None)
    return joined(shared(event), own + (addressed(envelope) if envelope else ""))


def shared(event: CalendarEvent) -> str:
    """Write the half that is alike for all readers; it takes a quarter of a millisecond, so a feed keeps it."""
    zone = ZoneInfo(event.tzid) if event.tzid else UTC  # never floating
    block = Event()
    block.add("UID", event.uid)
    block.add("CREATED", event.created)
    block.add("DTSTART", event.starts.astimezone(zone))
    block.add("DTEND", event.ends.astimezone(zone))
    block.add("SUMMARY", line(event.title))
    if place := line(event.place, between=", "):
        block.add("LOCATION", place)
    if note := prose(event.note):
        block.add("DESCRIPTION", note)
    block.add("CLASS", "PRIVATE")  # others who see the reader's calendar see no more than that they are busy
    return content(block)


def standing(revised: datetime, sequence: int, sure: str, *, sent: datetime | None = None) -> str:
    """Write the half that is one reader's own. Nothing in it was typed: there is nothing to escape or to fold."""
    last = utc(revised)
    return f"DTSTAMP:{utc(sent) if sent else last}\r\nLAST-MODIFIED:{last}\r\nSEQUENCE:{sequence}\r\n{sure}"


def state(status: Status | None, *, busy: bool | None) -> str:
    """Say how sure it is and whether it takes up time, where that is known."""
    said = f"STATUS:{status.value}\r\n" if status else ""
    return said if busy is None else f"{said}TRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}\r\n"
