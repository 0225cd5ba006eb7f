"""One request at a time, in this process: a feed unchanged, a feed whole, and `icalendar` writing the same anew."""

import statistics
import time
from collections.abc import Callable

from flask.testing import FlaskClient
from icalendar import Calendar, Event

ROUNDS = 7
MS = 1000


def measure(client: FlaskClient, feeds: dict[int, str]) -> None:
    """Print what each costs, and how often the feed as we give it fits into the one written anew."""
    print("\nFeeds, one request at a time (milliseconds of server time, the whole request; `icalendar` writes alone)")
    for count, path in feeds.items():
        whole = client.get(path)
        known = {"If-None-Match": whole.headers["ETag"]}
        entries = list(Calendar.from_ical(whole.data).events)
        unchanged = _median(lambda path=path, known=known: client.get(path, headers=known).get_data(), ROUNDS)
        fetched = _median(lambda path=path: client.get(path).get_data(), ROUNDS)
        anew = _median(lambda entries=entries: _write(entries), ROUNDS if count < max(feeds) else 1)
        times = f"unchanged {unchanged:.1f}, whole {fetched:.1f}, anew {anew:.0f}"
        print(f"  {count:>6,} events: {times}; {anew / fetched:.0f} times quicker than anew")


def _median(act: Callable[[], object], rounds: int) -> float:
    """Return the median of some rounds after one to warm up."""
    act()
    return statistics.median(_time(act) for _ in range(rounds))


def _time(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return MS * (time.process_time() - began)


def _write(entries: list[Event]) -> bytes:
    """Write events the way a program does that keeps nothing: each property added, each line folded."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//benchmark//EN")
    for entry in entries:
        event = Event()
        for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "UID", "SEQUENCE", "STATUS", "TRANSP", "CLASS"):
            event.add(name, entry[name])
        for name in ("DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED"):
            event.add(name, entry[name].dt)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
