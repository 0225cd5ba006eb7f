"""The morning after: the host is asked once who came."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coordinator.events.event import Event
from coordinator.instance import pace
from coordinator.post.outbox import owe, take_back
from coordinator.quiet import next_decent_hour


def ask_who_came(event: Event) -> None:
    """Owe the host "Who came?" for the morning after; an earlier one, for a day that was moved, is taken back."""
    let_be(event)
    owe("who_came", f"event:{event.id}", reason=f"{event.sequence}", not_before=_morning_after(event))


def let_be(event: Event) -> None:
    """Take the question back: the event is not going to be, or on another day."""
    take_back("who_came", f"event:{event.id}")


def _morning_after(event: Event) -> datetime:
    """Return the first decent hour of the day after the event, where the host lives."""
    rule, over = pace(), event.ends_at.astimezone(ZoneInfo(event.hosting.zone))
    next_day = (over + timedelta(days=1)).replace(hour=0, minute=1)
    return next_decent_hour(next_day, event.hosting.zone, start=rule.quiet_from_hour, end=rule.quiet_until_hour)
