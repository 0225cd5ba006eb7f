"""Get-togethers as calendars see them, and the files they were written to once and for all."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coordinator.calendars.envelope import Attendee, Envelope, Organiser, PartStat
from coordinator.calendars.files import followed, message, wrap
from coordinator.calendars.vevent import CalendarEvent, Status, vevent

GOLDEN = Path(__file__).parent / "golden"
SENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ANNA = Organiser("rsvp+mfxgi3lbmnxw23lpnztxe33vnzsa@in.common-ground.example", 'Anna "Ann" via Common Ground')
KIM = Attendee("kim@posteo.example", PartStat.ACCEPTED)


def evening(**changes: Any) -> CalendarEvent:
    """Return Anna's games night on Saturday 12 December 2026 in Bristol, or one like it."""
    starts = changes.pop("starts", datetime(2026, 12, 12, 18, 30, tzinfo=UTC))
    given = {
        "uid": "7f3c9f0e6b8d4f57a1c2@common-ground.example",
        "sequence": 0,
        "created": datetime(2026, 11, 2, 8, 15, tzinfo=UTC),
        "revised": datetime(2026, 11, 14, 19, 2, 41, tzinfo=UTC),
        "starts": starts,
        "ends": starts + timedelta(hours=3),
        "zone": "Europe/London",
        "title": "Games night",
        "place": "The Tannery Café, back room\n14 Market Row, Bristol BS1 4QA",
        "note": "Come for an hour or for all of it.\nThere is soup; bring a game, if you like.",
        "status": Status.CONFIRMED,
        "busy": True,
    }
    return CalendarEvent(**{**given, **changes})


def download(event: CalendarEvent) -> bytes:
    """Return an evening as a file to keep."""
    return wrap([vevent(event)], [event.tzid])


def feed(name: str, events: Iterable[CalendarEvent], colour: str = "teal") -> bytes:
    """Return evenings as a feed."""
    kept = list(events)
    return wrap(map(vevent, kept), [event.tzid for event in kept], followed(name, colour))


def mailed(event: CalendarEvent, attendee: Attendee | None = None, organiser: Organiser = ANNA) -> bytes:
    """Return an evening as it is mailed: asking its attendee, published where there is none."""
    return message(event, Envelope(sent=SENT, organiser=organiser, attendee=attendee))[1]


def same_as_ever(name: str, body: bytes) -> None:
    """Compare with the golden file; `GOLDEN=write` in the environment writes it anew, to be looked at."""
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(body)
    assert body == file.read_bytes(), f"{name} is not as it was"
