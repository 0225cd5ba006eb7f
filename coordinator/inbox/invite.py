"""What a calendar says in a message: the iTIP methods this site listens to, and no others (RFC 5546 §3.2, RFC 6047)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coordinator import clock
from coordinator.calendars import reading
from coordinator.calendars.reading import Component, Property, Unreadable
from coordinator.events.by_calendar import Heard
from coordinator.events.calendar_word import COMMENT
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from coordinator.inbox.message import CalendarPart
from coordinator.text import NotAllowed, clean_line

ANSWERS = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO, "TENTATIVE": Answer.UNDECIDED}
DELEGATION = {"DELEGATED-TO", "DELEGATED-FROM"}


class Method(StrEnum):
    """What is listened to; REQUEST, CANCEL, ADD and the rest come from whoever holds an event."""

    REPLY = "REPLY"
    COUNTER = "COUNTER"
    REFRESH = "REFRESH"


@dataclass(frozen=True, slots=True)
class Said:
    """One message about the event it was sent for. `answer` is None where there is none that counts."""

    method: Method
    answer: Answer | None
    starts_at: datetime | None
    heard: Heard


def read(part: CalendarPart, event: Event, sender: str) -> Said:
    """Return what a calendar says of an event; raises `Unreadable` for anything else, another event's among it.

    Some programs leave the method out in one of its two places; where both name one they have to agree.
    """
    calendar = reading.read(part.text)
    methods = {part.method, calendar.method} - {""}
    if len(methods) != 1 or not methods <= set(Method):
        raise Unreadable
    found = [each for each in calendar.events if each.first("UID").text.strip() == event.uid]
    if len(found) != 1 or found[0].all("RECURRENCE-ID"):
        raise Unreadable
    return _said(Method(methods.pop()), found[0], event, sender)


def _said(method: Method, vevent: Component, event: Event, sender: str) -> Said:
    attendees = vevent.all("ATTENDEE")
    who = attendees[0] if len(attendees) == 1 else reading.NOTHING
    delegates = any(DELEGATION & set(each.parameters) for each in attendees)
    answer = None if delegates else ANSWERS.get(who.parameters.get("PARTSTAT", "").upper())
    heard = Heard(
        sequence=_number(vevent.first("SEQUENCE")),
        written_at=_moment(vevent.first("DTSTAMP"), event.zone) or clock.now(),
        signed=tuple(each for each in (who.mailbox, sender) if "@" in each),
        comment=_words(vevent.first("COMMENT").text or who.parameters.get("X-RESPONSE-COMMENT", "")),
    )
    start = vevent.first("DTSTART")  # a whole day names no hour to propose
    return Said(method, answer, None if start.is_day else _moment(start, event.zone), heard)


def _number(found: Property) -> int:
    """Return a SEQUENCE, which is zero where it is missing (RFC 5545 §3.8.7.4); raises `Unreadable`."""
    value = found.value.strip() or "0"
    if not value.isascii() or not value.isdigit() or len(value) > 9:  # noqa: PLR2004 - it has to fit a column
        raise Unreadable
    return int(value)


def _moment(found: Property, zone: str) -> datetime | None:
    """Return a moment, None where it is missing or cannot be read."""
    try:
        return found.moment(zone)
    except (Unreadable, OverflowError, ValueError):
        return None


def _words(comment: str) -> str:
    """Return a comment as one line, cut to its length; one that cannot be shown is left out."""
    try:
        return clean_line(comment[: 2 * COMMENT], 2 * COMMENT)[:COMMENT].rstrip()
    except NotAllowed:
        return ""
