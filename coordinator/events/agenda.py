"""A guest's invitations as entries of a calendar: the host's words, and how sure this guest is.

No link, no other guest and nothing of the organiser comes along.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from coordinator import clock
from coordinator.calendars import files
from coordinator.calendars.vevent import CalendarEvent, Status, vevent
from coordinator.database import db
from coordinator.events.dates import DateOption
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.links.link import Link, Purpose, fingerprint

CALLED_OFF_STAYS = timedelta(days=30)
COLOUR = "darkseagreen"  # a CSS colour name, RFC 7986 §5.9

EVENT, REPLY, OFF = (each.__table__ for each in (Event, Reply, Cancellation))
GUEST, HOSTING, LINK = (each.__table__ for each in (Guest, Hosting, Link))
INVITED = Invitation.__table__
MOMENT = Event.__table__.c.starts_at.type
DAY_IS_KNOWN = ~sa.exists().where(DateOption.event_id == EVENT.c.id).correlate(EVENT)
ENTRIES = (
    sa.select(
        *(EVENT.c[name] for name in ("uid", "sequence", "created_at", "revised_at", "starts_at", "ends_at", "zone")),
        *(EVENT.c[name] for name in ("title", "note", "place", "address")),
        REPLY.c.answer,
        REPLY.c.at.label("said_at"),
        REPLY.c.set_aside_at,
        INVITED.c.waiting_since,
        OFF.c.at.label("called_off_at"),
    )
    .select_from(
        INVITED.join(EVENT, EVENT.c.id == INVITED.c.event_id)
        .outerjoin(REPLY, REPLY.c.invitation_id == INVITED.c.id)
        .outerjoin(OFF, OFF.c.event_id == EVENT.c.id)
    )
    .where(INVITED.c.withdrawn_at.is_(None), EVENT.c.published_at.is_not(None), DAY_IS_KNOWN)
    .order_by(EVENT.c.starts_at, EVENT.c.id)
)
ONE = ENTRIES.where(INVITED.c.id == sa.bindparam("invitation_id"))
NOT_LONG_OFF = sa.or_(OFF.c.at.is_(None), OFF.c.at > sa.bindparam("since", type_=MOMENT))
NOT_DECLINED = sa.or_(REPLY.c.answer.is_(None), REPLY.c.answer != Answer.NO)
MINE = ENTRIES.where(INVITED.c.guest_id == sa.bindparam("guest_id"), NOT_LONG_OFF, NOT_DECLINED)
FOLLOWED = (
    sa.select(
        GUEST.c.id,
        sa.func.coalesce(GUEST.c.language, HOSTING.c.language).label("language"),
        HOSTING.c.name.label("host"),
    )
    .select_from(LINK.join(GUEST, GUEST.c.id == LINK.c.subject_id).join(HOSTING, HOSTING.c.id == GUEST.c.hosting_id))
    .where(LINK.c.token_hash == sa.bindparam("token_hash"), LINK.c.purpose == Purpose.CALENDAR)
    .where(LINK.c.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Follower:
    """Whose calendar somebody follows: a guest, the language of its name, and the host's full name."""

    guest_id: int
    language: str
    host: str


def follower(token: str) -> Follower | None:
    """Return whose calendar a token opens; a feed is live until it is switched off."""
    found = db.session.connection().execute(FOLLOWED, {"token_hash": fingerprint(token)}).first()
    return Follower(*found) if found else None


def of_invitation(invitation_id: int) -> CalendarEvent | None:
    """Return the entry for one invitation, None while its day is not known."""
    row = db.session.connection().execute(ONE, {"invitation_id": invitation_id}).first()
    return _entry(row) if row else None


def of_guest(guest_id: int) -> list[CalendarEvent]:
    """Return what a guest's own feed holds: all they are invited to and have not declined.

    What was called off stays thirty days, so that every calendar hears of it.
    """
    keys = {"guest_id": guest_id, "since": clock.now() - CALLED_OFF_STAYS}
    return [_entry(row) for row in db.session.connection().execute(MINE, keys)]


def feed(name: str, entries: Iterable[CalendarEvent]) -> bytes:
    """Return entries as a calendar to follow; the same entries give the same bytes."""
    kept = list(entries)
    return files.wrap(map(_written, kept), [each.tzid for each in kept], files.followed(name, COLOUR))


@lru_cache(maxsize=4096)
def _written(entry: CalendarEvent) -> bytes:
    """Return an entry's bytes, written once while it stays as it is: writing takes a quarter of a millisecond."""
    return vevent(entry)


def _entry(row: Any) -> CalendarEvent:  # noqa: ANN401 - a row of the statements above
    answer = None if row.set_aside_at else row.answer
    coming = answer is Answer.YES and row.waiting_since is None
    return CalendarEvent(
        uid=row.uid,
        sequence=row.sequence,
        created=row.created_at,
        revised=_latest(row.revised_at, row.said_at, row.set_aside_at, row.called_off_at),
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        title=row.title,
        place=", ".join(part for part in (row.place, row.address) if part),
        note=row.note,
        cancelled=row.called_off_at is not None,
        status=Status.CONFIRMED if coming else Status.TENTATIVE,
        busy=coming and row.called_off_at is None,
    )


def _latest(*moments: datetime | None) -> datetime:
    """Return when an entry last changed for this reader, which moves its DTSTAMP (RFC 5545 §3.8.7.2)."""
    return max(moment for moment in moments if moment)
