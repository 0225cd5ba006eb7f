"""Somebody imports what we mail into khal: the same event moves, and is called off, in its place."""

from pathlib import Path

import pytest

from tests.calendars.evenings import GOLDEN
from tests.calendars.programs.khal import Khal
from tests.calendars.programs.readers import written

DAYS = ("2026-12-12", "2026-12-13")


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Return khal with an empty calendar."""
    return Khal(tmp_path)


def test_an_invitation_its_update_and_its_cancel(khal: Khal) -> None:
    for name in ("request.ics", "update.ics", "cancel.ics"):
        khal.takes(GOLDEN / name)
        [meant] = written((GOLDEN / name).read_bytes())
        [event] = khal.shows(*DAYS)
        assert (event["uid"], event["title"], event["status"]) == (meant["uid"], meant["summary"], meant["status"])
        assert (event["location"], event["description"]) == (meant["location"], meant["description"])
        assert (event["start-long"], event["end-long"]) == (meant["start"], meant["end"])
        assert meant["organizer"].removeprefix("mailto:") in event["organizer"]
        assert khal.shows_attendees(*DAYS) == ["kim@posteo.example"]


def test_a_whole_feed(khal: Khal) -> None:
    khal.takes(GOLDEN / "feed.ics")
    meant = {each["uid"]: each for each in written((GOLDEN / "feed.ics").read_bytes())}
    events = {event["uid"]: event for event in khal.shows(*DAYS)}
    assert len(events) == 3  # the fourth is in another year
    for uid, event in events.items():
        assert (event["title"], event["start-long"]) == (meant[uid]["summary"], meant[uid]["start"])
        assert event["status"] == meant[uid]["status"]
