"""Somebody imports what we mail into khal: the same event moves, and is called off, in its place."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calendars.evenings import GOLDEN
from tests.calendars.programs.readers import HOME, Facts, need, run, written

CONFIG = """
[calendars]
[[mine]]
path = {folder}/mine
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:00Z
longdatetimeformat = %Y-%m-%dT%H:%M:00Z
[default]
default_calendar = mine
[sqlite]
path = {folder}/khal.db
"""
ASKED = ("uid", "title", "location", "description", "start-long", "end-long", "status", "organizer")
DAYS = ("2026-12-12", "2026-12-13")
Khal = Callable[..., str]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Return khal with an empty calendar."""
    need("khal")
    (tmp_path / "mine").mkdir()
    config = tmp_path / "config"
    config.write_text(CONFIG.format(folder=tmp_path))
    own = os.environ | {"XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    return lambda *words: run(HOME / "bin" / "khal", "-c", config, *words, env=own).stdout


def shown(khal: Khal) -> list[Facts]:
    """Return what khal shows of the day of the evening; it prints a list for each day."""
    asked = [word for name in ASKED for word in ("--json", name)]
    return [each for line in khal("list", "--notstarted", *asked, *DAYS).splitlines() for each in json.loads(line)]


def test_an_invitation_its_update_and_its_cancel(khal: Khal) -> None:
    for name in ("request.ics", "update.ics", "cancel.ics"):
        khal("import", "--batch", "-a", "mine", str(GOLDEN / name))
        [meant] = written((GOLDEN / name).read_bytes())
        [event] = shown(khal)
        assert (event["uid"], event["title"]) == (meant["uid"], meant["summary"])
        assert (event["location"], event["description"]) == (meant["location"], meant["description"])
        assert (event["start-long"], event["end-long"]) == (meant["start"], meant["end"])
        assert event["status"].strip() == meant["status"]
        assert meant["organizer"].removeprefix("mailto:") in event["organizer"]
        assert khal("list", "--format", "{attendees}", "--day-format", "", *DAYS).split() == ["kim@posteo.example"]


def test_a_whole_feed(khal: Khal) -> None:
    khal("import", "--batch", "-a", "mine", str(GOLDEN / "feed.ics"))
    meant = {each["uid"]: each for each in written((GOLDEN / "feed.ics").read_bytes())}
    events = {event["uid"]: event for event in shown(khal)}
    assert len(events) == 3  # the fourth is in another year
    for uid, event in events.items():
        assert (event["title"], event["start-long"]) == (meant[uid]["summary"], meant[uid]["start"])
        assert event["status"].strip() == meant[uid]["status"]
