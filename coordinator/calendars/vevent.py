"""One get-together as a VEVENT, the same bytes each time it is written (RFC 5545 §3.6.1).

It has two halves: `shared`, the host's words and moments, alike for all its readers and kept with the event
(`events.entry`); and `standing`, one reader's own, a few short lines that cost next to nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Event, vCalAddress

from coordinator.calendars.text import Text, common_name, line, prose
from coordinator.calendars.zones import tzid

BEGIN, END = "BEGIN:VEVENT\r\n", "END:VEVENT\r\n"
SUMMARY = "SUMMARY:"
BRIEF = 60  # octets; what stands before a title is a line of its own (RFC 5545 §3.1)


class Status(StrEnum):
    """Whether the get-together is sure for this reader (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class PartStat(StrEnum):
    """What the one who is invited has answered (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


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


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who a mailed calendar message comes from: the address replies go to, and the name shown (RFC 5545 §3.8.4.3)."""

    address: str
    name: str

    def calendar_address(self) -> vCalAddress:
        """Return the bare `mailto:` and the name, without SENT-BY."""
        return vCalAddress(f"mailto:{self.address}", params={"CN": common_name(self.name)})


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one who is asked: the reader, and nobody else (RFC 5545 §3.8.4.1)."""

    address: str
    says: PartStat

    def calendar_address(self) -> vCalAddress:
        """Return the `mailto:` with all that a calendar needs to show its own buttons."""
        params = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": self.says.value, "RSVP": "TRUE"}
        return vCalAddress(f"mailto:{self.address}", params=params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a VEVENT says besides when it travels with a METHOD; without `attendee` it asks nobody anything."""

    sent: datetime
    organiser: Organiser
    attendee: Attendee | None = None


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


def joined(lines: str, own: str, before: str = "") -> str:
    """Put both halves together; `before` is a word to stand before the title, as `titled` has it."""
    return f"{BEGIN}{titled(lines, before) if before else lines}{own}{END}"


def titled(lines: str, before: str) -> str:
    """Put a short word before the title, which goes on behind a fold: so no line gets longer than it was (§3.1)."""
    word = bytes(Text(f"{before} ").to_ical()).decode()
    if len(word.encode()) > BRIEF or not lines.startswith(SUMMARY):
        msg = "a short word, before a title that comes first"
        raise ValueError(msg)
    return f"{SUMMARY}{word}\r\n {lines.removeprefix(SUMMARY)}"


def addressed(envelope: Envelope) -> str:
    """Say who sends it and who is asked: what a calendar shows its own buttons for."""
    block = Event()
    block.add("ORGANIZER", envelope.organiser.calendar_address())
    if envelope.attendee:
        block.add("ATTENDEE", envelope.attendee.calendar_address())
        block.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")  # another time is talked over with the host
    return content(block)


def content(block: Event) -> str:
    """Return a component's content lines alone, folded and ended as they are sent."""
    return bytes(block.to_ical()).decode().removeprefix(BEGIN).removesuffix(END)


def utc(moment: datetime) -> str:
    """Write a moment in UTC (RFC 5545 §3.3.5); `strftime` would take three times as long."""
    return moment.astimezone(UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z"
