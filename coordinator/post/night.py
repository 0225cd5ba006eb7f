"""Quiet hours as this instance keeps them."""

from datetime import datetime

from coordinator.instance import pace
from coordinator.quiet import is_quiet, next_decent_hour


def is_night(moment: datetime, zone: str) -> bool:
    """Say whether nobody is written to at a moment, where the reader lives."""
    return is_quiet(moment, zone, start=pace().quiet_from_hour, end=pace().quiet_until_hour)


def decent(moment: datetime, zone: str) -> datetime:
    """Return the first moment from this one on at which a reader may be written to."""
    return next_decent_hour(moment, zone, start=pace().quiet_from_hour, end=pace().quiet_until_hour)
