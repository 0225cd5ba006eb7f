"""Who a calendar message comes from and who is asked, as calendars need it to show their own buttons (RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from icalendar import Event, vCalAddress

from coordinator.calendars.lines import content
from coordinator.calendars.text import common_name


class PartStat(StrEnum):
    """What the one who is invited has answered (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who a mailed calendar message comes from: the address replies go to, and the name shown (RFC 5545 §3.8.4.3)."""

    address: str
    name: str

    def calendar_address(self) -> vCalAddress:
        """Return the bare `mailto:` and the name, without SENT-BY, and without an empty name: some lose the address."""
        name = common_name(self.name)
        return vCalAddress(f"mailto:{self.address}", params={"CN": name} if name else {})


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


def addressed(envelope: Envelope) -> str:
    """Say who sends it and who is asked: what a calendar shows its own buttons for."""
    block = Event()
    block.add("ORGANIZER", envelope.organiser.calendar_address())
    if envelope.attendee:
        block.add("ATTENDEE", envelope.attendee.calendar_address())
        block.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")  # another time is talked over with the host
    return content(block)
