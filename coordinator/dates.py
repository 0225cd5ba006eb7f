"""Dates and hours written out, in the language of whoever reads them and by the clock of a zone (an IANA name)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name
from flask_babel import get_locale


def day(value: datetime, zone: str) -> str:
    """Write a date out: Saturday 12 December 2026."""
    pattern = "EEEE d MMMM y" if _english() else "full"
    return format_date(_in(value, zone), pattern, locale=get_locale())


def date(value: datetime, zone: str) -> str:
    """Write a date without its year: Saturday 12 December."""
    pattern = "EEEE d MMMM" if _english() else "EEEE, d. MMMM"
    return format_date(_in(value, zone), pattern, locale=get_locale())


def hour(value: datetime, zone: str) -> str:
    """Write a time of day in 24 hours: 18:30."""
    return format_time(_in(value, zone).timetz(), "HH:mm", locale=get_locale())


def moment(value: datetime, zone: str) -> str:
    """Write date and time: Saturday 12 December, 18:30."""
    return f"{date(value, zone)}, {hour(value, zone)}"


def zone_name(value: datetime, zone: str) -> str:
    """Name a zone as people say it: UK time (GMT)."""
    local, locale = _in(value, zone), Locale("en", "GB") if _english() else get_locale()
    place = get_timezone_name(local.tzinfo, locale=locale).replace("United Kingdom Time", "UK time")
    short = get_timezone_name(local, width="short", locale=locale)
    return f"{place} ({short})" if short.isalpha() else place


def _in(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone))


def _english() -> bool:
    found = get_locale()
    return found is None or found.language == "en"
