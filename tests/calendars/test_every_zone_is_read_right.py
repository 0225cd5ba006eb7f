"""Each zone of the tz database, on both sides of its changes, by three readers of its VTIMEZONE."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import dateutil.tz  # type: ignore[import-untyped]
import pytest
from icalendar import Timezone

from coordinator.calendars.footer import observances
from coordinator.calendars.zones import tzid, vtimezone
from tests.calendars.strict_reader import nested, offset

HOUR = timedelta(hours=1)
ODD = {
    *("Africa/Cairo", "Egypt", "Africa/Casablanca", "Africa/El_Aaiun", "America/Godthab", "America/Nuuk"),
    *("America/Santiago", "America/Scoresbysund", "Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem", "Asia/Tel_Aviv"),
    *("Chile/Continental", "Israel"),
}
MOMENTS = [
    datetime(2026, 1, 15, 18, 0, tzinfo=UTC),
    datetime(2026, 7, 15, 18, 0, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 0, tzinfo=UTC),
]


def moments(zone: str) -> Iterator[datetime]:
    """Yield moments in the middle of the seasons, and just before and well after each change."""
    yield from MOMENTS
    for one in observances(zone):
        if one.change:
            yield one.onset(2026) - 2 * HOUR
            yield one.onset(2027) + 2 * HOUR


def blocks() -> dict[str, str]:
    """Return one zone for each different VTIMEZONE."""
    zones = [zone for zone in sorted(available_timezones()) if tzid(zone, MOMENTS[0], MOMENTS[0] + HOUR)]
    return {vtimezone(zone).replace(zone, "", 1): zone for zone in zones}


@pytest.mark.thorough
def test_every_zone_gives_the_time_the_tz_database_gives() -> None:
    """Not one hour off in any zone, whatever a file says in it."""
    wrong = []
    for zone in available_timezones():
        written = nested(vtimezone(zone).split("\r\n")[:-1]) if vtimezone(zone) else None
        for at in moments(zone):
            wall = at.astimezone(ZoneInfo(zone))
            if tzid(zone, at, at + HOUR) and (
                not written or offset(written, wall.replace(tzinfo=None)) != wall.utcoffset()
            ):
                wrong.append((zone, at))
    assert wrong == []


def test_only_the_odd_zones_and_utc_itself_are_written_in_utc() -> None:
    """Everybody else reads the name of their zone."""
    utc = {zone for zone in available_timezones() if not tzid(zone, *MOMENTS[:2])}
    always = {
        zone for zone in utc if all(moment.astimezone(ZoneInfo(zone)).utcoffset() == 0 * HOUR for moment in MOMENTS)
    }
    assert utc - always - {"localtime"} == ODD


def test_dateutil_reads_the_blocks_alike() -> None:
    """It reads for vobject, and that for Radicale."""
    for block, zone in blocks().items():
        read = dateutil.tz.tzical(StringIO(block.replace("TZID:", f"TZID:{zone}"))).get(zone)
        for at in moments(zone):
            wall = at.astimezone(ZoneInfo(zone))
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), (zone, at)


def test_icalendar_reads_the_blocks_alike() -> None:
    """Its own reader, told not to look the name up."""
    for zone in blocks().values():
        block = Timezone.from_ical(vtimezone(zone))
        assert isinstance(block, Timezone)
        read = block.to_tz(lookup_tzid=False)
        for at in moments(zone):
            wall = at.astimezone(ZoneInfo(zone))
            assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), (zone, at)
