"""One get-together as a VEVENT, the same bytes each time it is written (RFC 5545 §3.6.1)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Event, vCalAddress

from coordinator.calendars.text import common_name, line, prose
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


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who a mailed calendar message comes from: the address replies go to, and the name shown (RFC 5545 §3.8.4.3)."""

    address: str
    name: str

    def calendar_address(self) -> vCalAddress:
        """Return the bare `mailto:` and the name, without SENT-BY."""
        return vCalAddress(f"mailto:{self.address}", params={"CN": common_name(self.name)})


def vevent(
    event: CalendarEvent,
    sent: datetime | None = None,
    organiser: Organiser | None = None,
) -> bytes:
    """Return the VEVENT's bytes, to be stored and joined into files.

    DTSTAMP is the time of the message when it is sent with a METHOD, else that of the last revision (§3.8.7.2).
    """
    block = Event()
    block.add("UID", event.uid)
    block.add("DTSTAMP", sent or event.revised)
    block.add("SEQUENCE", event.sequence)
    block.add("CREATED", event.created)
    block.add("LAST-MODIFIED", event.revised)
    add_times(block, event)
    add_texts(block, event)
    add_state(block, event)
    if organiser:
        block.add("ORGANIZER", organiser.calendar_address())
    return bytes(block.to_ical())


def add_times(block: Event, event: CalendarEvent) -> None:
    """Say start and end in the event's own zone, or in UTC where that would be misread; never floating."""
    zone = ZoneInfo(event.tzid) if event.tzid else UTC
    block.add("DTSTART", event.starts.astimezone(zone))
    block.add("DTEND", event.ends.astimezone(zone))


def add_texts(block: Event, event: CalendarEvent) -> None:
    """Say what and where in the host's words; what is empty is left out."""
    block.add("SUMMARY", line(event.title))
    if place := line(event.place, between=", "):
        block.add("LOCATION", place)
    if note := prose(event.note):
        block.add("DESCRIPTION", note)


def add_state(block: Event, event: CalendarEvent) -> None:
    """Say how sure it is and whether it takes up time; others who see the reader's calendar see no more than that."""
    block.add("CLASS", "PRIVATE")
    if event.state:
        block.add("STATUS", event.state.value)
    if event.busy is not None:
        block.add("TRANSP", "OPAQUE" if event.busy else "TRANSPARENT")
