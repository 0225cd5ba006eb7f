"""The yearly clock changes of a named zone, read from the POSIX footer of its tz database file (RFC 9636 §3.3)."""

import re
import zoneinfo
from bisect import bisect
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from itertools import chain
from operator import itemgetter
from pathlib import Path

NAME = r"[A-Za-z]{3,}|<[A-Za-z0-9+-]+>"
CLOCK = r"[+-]?\d{1,3}(?::\d\d){0,2}"
RULE = rf"M\d{{1,2}}\.[1-5]\.[0-6](?:/{CLOCK})?"
FOOTER = re.compile(
    rf"(?P<name>{NAME})(?P<offset>{CLOCK})"
    rf"(?:(?P<summer>{NAME})(?P<ahead>{CLOCK})?,(?P<begins>{RULE}),(?P<ends>{RULE}))?"
)
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
LAST = 5
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Change:
    """The moment each year at which the clocks are turned: a time on the nth weekday of a month."""

    month: int
    week: int
    weekday: int
    at: timedelta

    @property
    def day(self) -> str:
        """The weekday as BYDAY has it, `2SU` or `-1SU` (RFC 5545 §3.3.10)."""
        return f"{-1 if self.week == LAST else self.week}{DAYS[self.weekday]}"

    def wall(self, year: int) -> datetime:
        """Return what the clock on the wall shows when it is turned in that year."""
        first, length = monthrange(year, self.month)
        day = 1 + (self.weekday - 1 - first) % 7 + 7 * (self.week - 1)
        return datetime(year, self.month, day if day <= length else day - 7) + self.at  # noqa: DTZ001 (wall time)


@dataclass(frozen=True, slots=True)
class Observance:
    """One of the one or two offsets a zone has, and the change that brings it in each year."""

    name: str
    before: timedelta
    offset: timedelta
    change: Change | None = None

    def onset(self, year: int) -> datetime:
        """Return when it begins in that year, in UTC."""
        wall = self.change.wall(year) if self.change else datetime(year, 1, 1)  # noqa: DTZ001 (wall time)
        return (wall - self.before).replace(tzinfo=UTC)


@lru_cache(maxsize=1024)
def observances(zone: str) -> tuple[Observance, ...]:
    """Return a zone's offsets, the lower first; none when its rule has no form that every calendar reads.

    A change at 24:00, or the evening before (Jerusalem, Santiago, Nuuk), falls on another weekday than its rule names,
    which BYDAY cannot say.
    """
    rule = FOOTER.fullmatch(footer(zone))
    if rule is None:
        return ()
    offset = -clock(rule["offset"])
    if rule["summer"] is None:
        return (Observance(rule["name"].strip("<>"), offset, offset),)
    ahead = -clock(rule["ahead"]) if rule["ahead"] else offset + timedelta(hours=1)
    begins, ends = change(rule["begins"]), change(rule["ends"])
    if not all(timedelta() <= turn.at < DAY for turn in (begins, ends)):
        return ()
    both = (
        Observance(rule["name"].strip("<>"), ahead, offset, ends),
        Observance(rule["summer"].strip("<>"), offset, ahead, begins),
    )
    # Dublin's footer calls summer "standard": going by size keeps readers right that know only the usual way round.
    return both if offset < ahead else both[::-1]


@lru_cache(maxsize=8192)
def agrees(zone: str, year: int) -> bool:
    """Say whether the footer gives the tz database's own offset all year: each week, and around each change.

    A rule that is new, has ended, or stops for Ramadan (Casablanca) does not.
    """
    onsets = sorted((one.onset(when), one.offset) for one in observances(zone) for when in (year - 1, year))
    known = zoneinfo.ZoneInfo(zone)
    weeks = (datetime(year, 1, 1, 12, tzinfo=UTC) + WEEK * count for count in range(53))
    turns = chain.from_iterable((onset - SECOND, onset) for onset, _ in onsets if onset.year == year)
    return bool(onsets) and all(
        moment.astimezone(known).utcoffset() == onsets[bisect(onsets, moment, key=itemgetter(0)) - 1][1]
        for moment in chain(turns, weeks)
    )


def footer(zone: str) -> str:
    """Return the last line of the file `zoneinfo` reads for a zone, or nothing where there is no such zone."""
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    found = (path for root in zoneinfo.TZPATH if (path := Path(root, zone)).is_file())
    file = next(found, resources.files("tzdata.zoneinfo").joinpath(zone))
    return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def change(rule: str) -> Change:
    """Read `M10.5.0/3`: month, week, weekday, and the time, two o'clock if none is given."""
    day, _, at = rule.removeprefix("M").partition("/")
    month, week, weekday = map(int, day.split("."))
    return Change(month, week, weekday, clock(at or "2"))


def clock(text: str) -> timedelta:
    """Read `-3:30`, a span of hours, minutes and seconds with one sign for all."""
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text.startswith("-") else 1)
