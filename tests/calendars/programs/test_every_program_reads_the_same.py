"""What we write, other people's programs read as it was meant: each field of each file, and hostile words in each."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coordinator.calendars.envelope import Attendee, Organiser, PartStat
from tests.calendars.evenings import GOLDEN, download, evening, feed, mailed
from tests.calendars.programs.readers import COMMANDS, reads, written
from tests.calendars.test_hostile_words import NASTY

SWITCHES = [
    (zone, datetime(2026, month, day, 18, 30, tzinfo=UTC))
    for zone, days in (
        ("Europe/Berlin", [(3, 28), (3, 29), (10, 24), (10, 25)]),
        ("America/New_York", [(3, 7), (3, 8), (10, 31), (11, 1)]),
        ("Australia/Lord_Howe", [(4, 3), (4, 5), (10, 2), (10, 4)]),
    )
    for month, day in days
]


@pytest.mark.parametrize("program", COMMANDS)
def test_each_kind_of_file(program: str) -> None:
    """Invitation, update, cancel, publication, download, feed and history."""
    files = sorted(GOLDEN.glob("*.ics"))
    for file, read in zip(files, reads(program, files), strict=True):
        assert read == written(file.read_bytes(), program), file.name


@pytest.mark.parametrize("program", COMMANDS)
def test_both_sides_of_a_clock_change(program: str, tmp_path: Path) -> None:
    """The day before and the day of it, here, over there and where it is half an hour."""
    events = [
        evening(uid=f"{number}@ground.example", zone=zone, starts=starts)
        for number, (zone, starts) in enumerate(SWITCHES)
    ]
    file = tmp_path / "switches.ics"
    file.write_bytes(feed("Around the clock", events))
    [read] = reads(program, [file])
    assert [each["start"] for each in read] == [f"{starts:%Y-%m-%dT%H:%M:%SZ}" for _zone, starts in SWITCHES]
    assert read == written(file.read_bytes(), program)


@pytest.mark.parametrize("program", COMMANDS)
def test_hostile_words_in_every_field(program: str, tmp_path: Path) -> None:
    """In title, place and note, in the names beside addresses, in a feed's name."""
    files = []
    for kind, words in NASTY.items():
        event, organiser = evening(title=words, place=words, note=words), Organiser("rsvp@ground.example", words)
        bodies = {
            "download": download(event),
            "feed": feed(words, [event]),
            "request": mailed(event, Attendee("o'kim+x=y@posteo.example", PartStat.NEEDS_ACTION), organiser),
        }
        for name, body in bodies.items():
            files.append(tmp_path / f"{kind}-{name}.ics")
            files[-1].write_bytes(body)
    for file, read in zip(files, reads(program, files), strict=True):
        assert read == written(file.read_bytes(), program), file.name
