"""Dates and hours written out, in the language of whoever reads them and by the clock of a zone (an IANA name)."""

import re
from datetime import date as Day  # noqa: N812 - `date` is what this module writes out
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name
from flask_babel import get_locale

ENGLISH = "EEEE d MMMM y"  # as in Britain, and without its comma
THE_YEAR = re.compile(r"( '\w+')? y$")  # at the end of a date, with its word: "de 2026"


def day(value: datetime, zone: str) -> str:
    """Write a date out: Saturday 12 December 2026."""
    return _date(value, zone, _pattern(), get_locale())


def date(value: datetime, zone: str) -> str:
    """Write a date without its year: Saturday 12 December."""
    return _date(value, zone, THE_YEAR.sub("", _pattern()), get_locale())


def plain_day(value: Day) -> str:
    """Write out a day that is the same in every zone: 12 December 2026."""
    return format_date(value, "d MMMM y" if _english() else "long", locale=get_locale())


def hour(value: datetime, zone: str) -> str:
    """Write a time of day in 24 hours: 18:30."""
    return _hour(value, zone, get_locale())


def moment(value: datetime, zone: str) -> str:
    """Write date and time: Saturday 12 December, 18:30."""
    both = (get_locale() or Locale("en")).datetime_formats["medium"]
    return str(both.format(hour(value, zone), date(value, zone)))


def zone_name(value: datetime, zone: str) -> str:
    """Name a zone as people say it: UK time (GMT)."""
    return _zone_name(value, zone, Locale("en", "GB") if _english() else get_locale())


# The same few moments are written out over and over: on one page, in a hundred letters.
@lru_cache(maxsize=512)
def _date(value: datetime, zone: str, pattern: str, locale: Locale | None) -> str:
    return format_date(_in(value, zone), pattern, locale=locale)


@lru_cache(maxsize=512)
def _hour(value: datetime, zone: str, locale: Locale | None) -> str:
    return format_time(_in(value, zone).timetz(), "HH:mm", locale=locale)


@lru_cache(maxsize=512)
def _zone_name(value: datetime, zone: str, locale: Locale | None) -> str:
    local = _in(value, zone)
    place = get_timezone_name(local.tzinfo, locale=locale).replace("United Kingdom Time", "UK time")
    short = get_timezone_name(local, width="short", locale=locale)
    return f"{place} ({short})" if short.isalpha() else place


def _in(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone))


def _pattern() -> str:
    """Return how a date with its year is written in full."""
    found = get_locale()
    return ENGLISH if found is None or _english() else str(found.date_formats["full"].pattern)


def _english() -> bool:
    found = get_locale()
    return found is None or found.language == "en"
