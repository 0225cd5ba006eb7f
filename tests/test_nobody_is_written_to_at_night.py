"""Quiet hours hold in every zone, on the nights the clocks change too."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.quiet import is_quiet, next_decent_hour

MINUTE = timedelta(minutes=1)
YEARS = {2026, 2027}
# Dates that zones with odd habits left out or lived through twice, and a change in the evening hours.
STRANGE = [
    ("Pacific/Apia", datetime(2011, 12, 30, 9, tzinfo=UTC)),  # no 30 December 2011
    ("Pacific/Kwajalein", datetime(1993, 8, 21, 11, tzinfo=UTC)),  # no 21 August 1993
    ("America/Juneau", datetime(1867, 10, 18, 12, tzinfo=UTC)),  # 18 October 1867 twice
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 14, tzinfo=UTC)),  # half an hour
    ("America/Godthab", datetime(2023, 3, 26, 1, tzinfo=UTC)),  # at ten in the evening
    ("Africa/Casablanca", datetime(2026, 2, 15, 1, tzinfo=UTC)),
]


@cache
def clock_changes(zone: str) -> list[datetime]:
    """Return, to the day, the moments before which this zone's clock changes."""
    step, moment = timedelta(days=1), datetime(min(YEARS), 1, 1, tzinfo=UTC)
    found, was = [], None
    while moment.year in YEARS:
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
        if was not in {None, offset}:
            found.append(moment)
        moment, was = moment + step, offset
    return found


def brute_force(moment: datetime, zone: str, start: int, end: int) -> datetime:
    """Walk minute by minute."""
    while is_quiet(moment, zone, start, end):
        moment = moment.replace(second=0, microsecond=0) + MINUTE
    return moment


@st.composite
def nights_the_clocks_change(draw: st.DrawFn) -> tuple[str, datetime]:
    zone = draw(st.sampled_from([each for each in sorted(available_timezones()) if clock_changes(each)]))
    around = draw(st.sampled_from(clock_changes(zone)))
    return zone, around + timedelta(seconds=draw(st.integers(-36 * 3600, 12 * 3600)))


@pytest.mark.thorough
@given(nights_the_clocks_change())
@settings(max_examples=100, deadline=None)
def test_the_hour_found_is_decent_and_the_first_one(night: tuple[str, datetime]) -> None:
    zone, moment = night
    found = next_decent_hour(moment, zone)
    assert found >= moment
    assert found.utcoffset() == timedelta()
    assert 9 <= found.astimezone(ZoneInfo(zone)).hour < 21
    assert found == brute_force(moment, zone, 21, 9)


@pytest.mark.thorough
@given(nights_the_clocks_change(), st.integers(13, 23), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_other_hours_are_kept_as_well(night: tuple[str, datetime], start: int, end: int) -> None:
    zone, moment = night
    assert next_decent_hour(moment, zone, start, end) == brute_force(moment, zone, start, end)


@pytest.mark.parametrize(("zone", "around"), STRANGE)
def test_days_left_out_or_lived_twice_are_no_trouble(zone: str, around: datetime) -> None:
    for minutes in range(-36 * 60, 36 * 60, 97):
        moment = around + minutes * MINUTE
        if is_quiet(moment, zone):
            # Old offsets have odd seconds, so the walk is compared to the minute.
            assert abs(next_decent_hour(moment, zone) - brute_force(moment, zone, 21, 9)) < MINUTE
            assert not is_quiet(next_decent_hour(moment, zone), zone)


def test_every_zone_finds_the_morning_after_each_of_its_clock_changes() -> None:
    for zone in sorted(available_timezones()):
        for day in clock_changes(zone) or [datetime(2026, 3, 29, tzinfo=UTC)]:
            for hours in range(-26, 14, 3):
                moment = day + timedelta(hours=hours)
                found = next_decent_hour(moment, zone)
                assert not is_quiet(found, zone)
                assert found == moment or is_quiet(found - timedelta(seconds=1), zone)
                assert found - moment <= timedelta(hours=13)


def test_by_day_the_moment_itself_comes_back() -> None:
    noon = datetime(2026, 12, 12, 12, 0, 0, 5, tzinfo=UTC)
    assert next_decent_hour(noon, "Europe/London") == noon


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-12-11T21:00:00+00:00", "2026-12-12T09:00:00+00:00"),
        ("2026-12-12T03:00:00.000001+00:00", "2026-12-12T09:00:00+00:00"),
        ("2026-12-12T08:59:59.999999+00:00", "2026-12-12T09:00:00+00:00"),
        ("2026-12-12T09:00:00+00:00", "2026-12-12T09:00:00+00:00"),
        ("2026-12-12T20:59:59+00:00", "2026-12-12T20:59:59+00:00"),
        ("2026-03-28T22:00:00+00:00", "2026-03-29T08:00:00+00:00"),  # an hour shorter
        ("2026-10-24T21:00:00+00:00", "2026-10-25T09:00:00+00:00"),  # an hour longer
    ],
)
def test_in_london_nine_in_the_morning_is_the_hour(typed: str, found: str) -> None:
    assert next_decent_hour(datetime.fromisoformat(typed), "Europe/London") == datetime.fromisoformat(found)


def test_the_readers_zone_counts_and_not_the_servers() -> None:
    moment = datetime(2026, 12, 12, 12, tzinfo=UTC)
    assert not is_quiet(moment, "Europe/London")
    assert is_quiet(moment, "Pacific/Auckland")
    assert next_decent_hour(moment, "Pacific/Auckland") == datetime(2026, 12, 12, 20, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 12, 3)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="aware"):
        next_decent_hour(naive, "Europe/London")
    with pytest.raises(ValueError, match="aware"):
        is_quiet(naive, "Europe/London")


@pytest.mark.parametrize(("start", "end"), [(3, 9), (9, 9), (21, 22), (24, 9), (21, -1)])
def test_hours_that_would_leave_a_night_open_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="from an evening into a morning"):
        is_quiet(datetime(2026, 12, 12, 3, tzinfo=UTC), "Europe/London", start, end)
