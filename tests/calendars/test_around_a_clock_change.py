"""Evenings near a change of the clocks, at the turn of the year, and in zones whose rules no calendar reads right."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.calendars.evenings import download, evening, same_as_ever
from tests.calendars.strict_reader import check, moment


def written(zone: str, starts: datetime, hours: float = 3) -> tuple[str, str]:
    """Return DTSTART with its parameters, after checking that both ends are read right."""
    event = evening(zone=zone, starts=starts, ends=starts + timedelta(hours=hours))
    calendar = check(download(event))
    [block] = calendar.all("VEVENT")
    assert moment(calendar, block, "DTSTART") == event.starts
    assert moment(calendar, block, "DTEND") == event.ends
    return block["DTSTART"], block.parameters("DTSTART")


@pytest.mark.parametrize(
    ("zone", "starts", "wall"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 18, 0, tzinfo=UTC), "20260328T190000"),
        ("Europe/Berlin", datetime(2026, 3, 29, 18, 0, tzinfo=UTC), "20260329T200000"),
        ("Europe/Berlin", datetime(2026, 10, 24, 18, 0, tzinfo=UTC), "20261024T200000"),
        ("Europe/Berlin", datetime(2026, 10, 25, 18, 0, tzinfo=UTC), "20261025T190000"),
        ("America/New_York", datetime(2026, 3, 8, 6, 59, tzinfo=UTC), "20260308T015900"),
        ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "20260308T030000"),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 8, 0, tzinfo=UTC), "20260405T183000"),
        ("Europe/Dublin", datetime(2026, 7, 4, 18, 0, tzinfo=UTC), "20260704T190000"),
        ("Asia/Kolkata", datetime(2026, 7, 4, 13, 0, tzinfo=UTC), "20260704T183000"),
    ],
)
def test_the_wall_clock_is_right_on_both_sides(zone: str, starts: datetime, wall: str) -> None:
    """The file says what the clock in the room will show."""
    assert written(zone, starts) == (wall, f";TZID={zone}")


def test_an_evening_through_the_change_ends_when_it_ends() -> None:
    """From Saturday night into the longer Sunday."""
    assert written("Europe/Berlin", datetime(2026, 10, 24, 21, 0, tzinfo=UTC), hours=6)[0] == "20261024T230000"


@pytest.mark.parametrize("starts", [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)])
def test_the_hour_that_comes_twice_is_said_in_utc(starts: datetime) -> None:
    """Half past two happens twice that night, and a file can name only one of them."""
    assert written("Europe/Berlin", starts, hours=2) == (f"20261025T0{starts.hour}3000Z", "")


def test_an_end_in_the_hour_that_comes_twice_makes_both_utc() -> None:
    """Start and end are in one form."""
    assert written("Europe/Berlin", datetime(2026, 10, 24, 22, 30, tzinfo=UTC))[1] == ""


@pytest.mark.parametrize(
    ("zone", "starts", "wall"),
    [
        ("Europe/London", datetime(2026, 12, 31, 21, 0, tzinfo=UTC), "20261231T210000"),
        ("Pacific/Auckland", datetime(2026, 12, 31, 21, 0, tzinfo=UTC), "20270101T100000"),
        ("America/Los_Angeles", datetime(2027, 1, 1, 4, 0, tzinfo=UTC), "20261231T200000"),
        ("Australia/Sydney", datetime(2027, 1, 1, 8, 0, tzinfo=UTC), "20270101T190000"),
    ],
)
def test_the_turn_of_the_year_changes_nothing(zone: str, starts: datetime, wall: str) -> None:
    """South of the equator January is still in the summer that began the year before."""
    assert written(zone, starts, hours=5) == (wall, f";TZID={zone}")


@pytest.mark.parametrize(
    "zone",
    ["Africa/Cairo", "Africa/Casablanca", "Asia/Jerusalem", "Asia/Gaza", "America/Santiago", "America/Nuuk"],
)
def test_a_zone_whose_rule_would_be_misread_is_said_in_utc(zone: str) -> None:
    """Changes at 24:00, the evening before, or with the moon: every calendar reads UTC right."""
    body = download(evening(zone=zone))
    assert b"VTIMEZONE" not in body
    assert written(zone, evening().starts) == ("20261212T183000Z", "")


@pytest.mark.parametrize(
    ("zone", "year", "known"),
    [
        ("America/New_York", 2006, False),  # changed on other days
        ("America/New_York", 2007, False),  # as today, but not the year before
        ("America/New_York", 2008, True),
        ("America/St_Johns", 2010, False),  # changed in the same nights, a minute after midnight
        ("Asia/Pyongyang", 2013, True),
        ("Asia/Pyongyang", 2014, False),  # half an hour off in the year after
        ("Asia/Pyongyang", 2019, False),
        ("Asia/Pyongyang", 2020, True),
        ("Europe/Moscow", 2010, False),
        ("Europe/Moscow", 2026, True),
    ],
)
def test_a_rule_counts_only_where_it_held_for_three_years(zone: str, year: int, known: bool) -> None:
    """The year before, of and after; a reader may look at any of them."""
    assert written(zone, datetime(year, 7, 1, 16, 0, tzinfo=UTC))[1] == (f";TZID={zone}" if known else "")


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Africa/Abidjan", "Atlantic/Reykjavik"])
def test_a_zone_that_is_utc_all_year_is_utc(zone: str) -> None:
    """`icalendar` writes these without their name, so no block may be promised."""
    assert b"VTIMEZONE" not in download(evening(zone=zone))


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "Europe/Berlin\r\nX:1"]
)
def test_a_zone_this_machine_does_not_know_is_said_in_utc(zone: str) -> None:
    """A calendar is still right on a machine with an older tz database, and nothing but a zone is ever read."""
    assert written(zone, evening().starts) == ("20261212T183000Z", "")


def test_the_files_are_as_ever() -> None:
    """Both sides of a change, and the fallback, byte for byte."""
    summer = evening(zone="Europe/Berlin", starts=datetime(2026, 7, 4, 17, 0, tzinfo=UTC))
    same_as_ever("download-summer.ics", download(summer))
    same_as_ever("download-utc.ics", download(evening(zone="Africa/Cairo")))
