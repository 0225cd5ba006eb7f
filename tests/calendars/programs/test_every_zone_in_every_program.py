"""Each zone of the tz database, on both sides of its changes: not one hour off in any program that reads files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from coordinator.calendars.footer import observances
from tests.calendars.evenings import evening, feed
from tests.calendars.programs.readers import COMMANDS, reads

YEARS = (2026, 2027)
# Winter or its other end, and in March the month in which Morocco sets its clocks back, as no yearly rule says.
SEASONS = [datetime(year, month, 5, 18, tzinfo=UTC) for year in YEARS for month in (3, 7)]


def moments(zone: str) -> list[datetime]:
    """Return a moment in each season, and some around each change: four hours before, two after, a day after."""
    changes = [one.onset(year) for one in observances(zone) if one.change for year in YEARS]
    around = (timedelta(hours=hours) for hours in (-4, 2, 24))
    return SEASONS + [change + off for off in around for change in changes]


@pytest.fixture(scope="module")
def every_zone(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, tuple[str, list[datetime]]]:
    """Return a file for each zone, with when each event in it begins; writing 7,000 events takes longest."""
    folder, files = tmp_path_factory.mktemp("zones"), {}
    for number, zone in enumerate(sorted(available_timezones())):
        starts = moments(zone)
        file = folder / f"{number}.ics"
        events = (evening(uid=f"at {at:%Y%m%d%H}", zone=zone, starts=at, note="") for at in starts)
        file.write_bytes(feed(zone, events))
        files[file] = (zone, starts)
    assert sum(len(starts) for _zone, starts in files.values()) > 4401  # so many were measured with RDATE lists
    return files


@pytest.mark.thorough
@pytest.mark.parametrize("program", COMMANDS)
def test_every_zone(program: str, every_zone: dict[Path, tuple[str, list[datetime]]]) -> None:
    found = reads(program, list(every_zone))
    wrong = [
        (zone, start, event["start"])
        for (zone, starts), events in zip(every_zone.values(), found, strict=True)
        for start, event in zip(starts, events, strict=True)
        if event["start"] != f"{start:%Y-%m-%dT%H:%M:%SZ}"
    ]
    assert wrong == []
