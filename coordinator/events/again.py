"""The same again: an event as its host would type it, for a draft with a new day or to change it."""

from zoneinfo import ZoneInfo

from coordinator.events.event import Event
from coordinator.events.question import Asks


def typed(event: Event, *, whole: bool = False) -> dict[str, str]:
    """Return what a host would type to hold an event once more; its own days only where it is `whole`."""
    zone = ZoneInfo(event.zone)
    again = {
        "kind": event.kind.value,
        "title": event.title,
        "note": event.note,
        "dates": "one",
        "start": f"{event.starts_at.astimezone(zone):%H:%M}",
        "until": f"{event.ends_at.astimezone(zone):%H:%M}",
        "zone": event.zone,
        "place": event.place,
        "address": event.address,
        "sort": event.sort.value,
        "capacity": str(event.capacity),
        "party_most": str(event.party_most),
        "questions": "\n".join(each.words for each in event.questions if each.asks is Asks.WORDS),
        "bring": "\n".join(each.name for each in event.items),
    }
    if any(each.asks is Asks.FOOD for each in event.questions):
        again["food"] = "y"
    return again | (_days(event, zone) if whole else {})


def _days(event: Event, zone: ZoneInfo) -> dict[str, str]:
    """Return the event's own day and the day to answer by."""
    days = {"day": f"{event.starts_at.astimezone(zone):%Y-%m-%d}"}
    if event.answer_by:
        days["answer_by"] = f"{event.answer_by.astimezone(zone):%Y-%m-%d}"
    return days
