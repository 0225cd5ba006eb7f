"""What a calendar file says about a named zone: its VTIMEZONE, or plain UTC where that would be misread.

`icalendar` by itself writes a list of dates there, which Thunderbird, Radicale and Outlook read an hour wrong for one
zone in four; a yearly rule is read right by all (RFC 5545 §3.6.5).
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

from coordinator.calendars.footer import Observance, agrees, observances

SINCE = 1970
"""The year of each first onset: long before any event, so that one block serves all events of its zone."""


@lru_cache(maxsize=1024)
def vtimezone(zone: str) -> str:
    """Return a zone's VTIMEZONE: one STANDARD and at most one DAYLIGHT, or nothing for a zone `tzid` never gives."""
    found = observances(zone)
    if not found:
        return ""
    block = Timezone()
    block.add("TZID", zone)
    for one, part in zip(found, (TimezoneStandard(), TimezoneDaylight()), strict=False):
        block.add_component(observed(part, one))
    return bytes(block.to_ical()).decode()


def observed(part: Component, one: Observance) -> Component:
    """Fill in when an offset begins each year and what it is (RFC 5545 §3.6.5)."""
    first = one.change.wall(SINCE) if one.change else datetime(SINCE, 1, 1)  # noqa: DTZ001 (wall time)
    part.add("DTSTART", first)
    if one.change:
        part.add(
            "RRULE",
            {"FREQ": "YEARLY", "BYMONTH": one.change.month, "BYDAY": one.change.day},
        )
    part.add("TZOFFSETFROM", one.before)
    part.add("TZOFFSETTO", one.offset)
    part.add("TZNAME", one.name)
    return part


def tzid(zone: str, starts: datetime, ends: datetime) -> str:
    """Return the zone to write these moments in, or nothing where only UTC is read right by every calendar.

    The rule has to hold in the years before, of and after, and neither moment may lie in the hour that a clock shows
    twice. A zone that keeps UTC all year is UTC.
    """
    found = observances(zone)
    if not found or all(one.offset == timedelta() for one in found):
        return ""
    known = ZoneInfo(zone)
    year = starts.astimezone(known).year
    holds = all(agrees(zone, when) for when in (year - 1, year, year + 1))
    return zone if holds and not any(twice(moment.astimezone(known)) for moment in (starts, ends)) else ""


def twice(wall: datetime) -> bool:
    """Say whether the clock shows this time two times, as it is turned back."""
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
