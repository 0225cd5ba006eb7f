"""Kept VEVENTs joined into one calendar: the host's words as they were written, and one reader's own few lines."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from coordinator import clock
from coordinator.calendars import files
from coordinator.calendars.lines import joined
from coordinator.calendars.vevent import Status, shared, standing, state
from coordinator.consent.retention import ANSWERS
from coordinator.database import db
from coordinator.events.dates import DateOption
from coordinator.events.event import Cancellation, Event
from coordinator.events.following import entry_of

CALLED_OFF_STAYS = timedelta(days=30)
OFF_NOW, COMING, OPEN = STATES = (Status.CANCELLED, False), (Status.CONFIRMED, True), (Status.TENTATIVE, False)
SAYS_OFF, SAYS_COMING, SAYS_OPEN = (state(status, busy=busy) for status, busy in STATES)
COLOUR = "darkseagreen"  # a CSS colour name, RFC 7986 §5.9

EVENT, OFF = Event.__table__, Cancellation.__table__
WRITTEN = (EVENT.c.vevent, EVENT.c.vevent_zone, EVENT.c.id)
MOMENT = EVENT.c.starts_at.type
DAY_IS_KNOWN = ~sa.exists().where(DateOption.event_id == EVENT.c.id).correlate(EVENT)
# Answers are forgotten two weeks after an event, so it leaves the feed then: nothing declined comes back as open.
STAYS = sa.or_(
    OFF.c.at.is_(None) & (EVENT.c.ends_at > sa.bindparam("ended", type_=MOMENT)),
    OFF.c.at > sa.bindparam("off", type_=MOMENT),
)
Rows = Sequence[Any]  # of `WRITTEN`, then sequence, last revision, whether the reader comes, whether it is off


def since() -> dict[str, datetime]:
    """Return since when an event has to have ended, or been called off, to stay in a feed: whole days (UTC)."""
    now = clock.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"ended": today - ANSWERS, "off": today - CALLED_OFF_STAYS}


def calendar(rows: Rows, heading: files.Heading, before: str = "") -> bytes:
    """Return events as one calendar; the word `before` stands before what its reader has not said yes to."""
    kept = _written(rows)
    return files.wrap(_vevents(kept, before), {row[1] for row in kept}, heading)


def _vevents(rows: Rows, before: str) -> Iterator[str]:
    """Join both halves of each; a row is unpacked, which is quicker than to ask it for each name."""
    for lines, _zone, _id, sequence, revised_at, is_coming, is_off in rows:
        sure = SAYS_OFF if is_off else SAYS_COMING if is_coming else SAYS_OPEN
        yield joined(lines, standing(revised_at, sequence, sure), before if sure is SAYS_OPEN else "")


def _written(rows: Rows) -> Rows:
    """Return rows with what is kept of each VEVENT, and its zone; what an upgrade left unwritten is written for now."""
    missing = [row[2] for row in rows if row[0] is None]
    if not missing:
        return rows
    events = db.session.scalars(sa.select(Event).where(Event.id.in_(missing)))
    anew = {event.id: (shared(entry), entry.tzid) for event in events for entry in [entry_of(event)]}
    return [(*anew.get(row[2], row[:2]), *row[2:]) for row in rows]
