"""Quiet hours in a reader's own zone: nobody is written to at three in the morning, whatever the clocks do.

Hours are full ones of the wall clock, from `start` in the evening until just before `end` in the morning. Zones are
IANA names.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

START, END = 21, 9  # the narrowest that pacing allows
MIDNIGHT = 24


def is_quiet(moment: datetime, zone: str, start: int = START, end: int = END) -> bool:
    """Say whether an aware moment lies in the quiet hours of a zone."""
    if not 0 <= end < start < MIDNIGHT:  # a pair like 3 and 9 would leave the evening open
        message = f"quiet hours reach from an evening into a morning, not from {start} to {end}"
        raise ValueError(message)
    hour = _aware(moment).astimezone(ZoneInfo(zone)).hour
    return hour >= start or hour < end


def next_decent_hour(moment: datetime, zone: str, start: int = START, end: int = END) -> datetime:
    """Return the first moment from `moment` on, aware in UTC, that is outside the quiet hours of a zone."""
    moment = _aware(moment).astimezone(UTC)
    while is_quiet(moment, zone, start, end):
        morning = moment + _until(end, moment.astimezone(ZoneInfo(zone)))
        moment = _clock_change(moment, morning, ZoneInfo(zone)) or morning
    return moment


def _aware(moment: datetime) -> datetime:
    """Refuse a moment without a zone, since it would be read in the server's."""
    if moment.utcoffset() is None:
        message = "quiet hours need an aware moment"
        raise ValueError(message)
    return moment


def _until(hour: int, local: datetime) -> timedelta:
    """Return how long a wall clock that nobody touches takes to the next full `hour`."""
    then = local.replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None)
    wait = then - local.replace(tzinfo=None)
    return wait if wait > timedelta() else wait + timedelta(days=1)


def _clock_change(since: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the second at which the zone's clock changes between two UTC moments, or None.

    Between `since` and the change it is quiet all along, so the search goes on from there: a gap may skip the morning
    hour, a fold may bring back the evening or the small hours.
    """
    first = since.replace(microsecond=0)  # clocks change at full seconds, so none is missed

    def changed(seconds: int) -> bool:
        return (first + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != since.astimezone(zone).utcoffset()

    span = (until - first) // timedelta(seconds=1)
    return first + timedelta(seconds=bisect_left(range(span), x=True, key=changed)) if changed(span) else None
