"""A guest's invitations as entries of a calendar: the host's words, and how sure this guest is.

No link, no other guest and nothing of the organiser comes along.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from coordinator import clock
from coordinator.calendars import files
from coordinator.calendars.envelope import PartStat
from coordinator.calendars.vevent import CalendarEvent, Status
from coordinator.database import db
from coordinator.events import joining
from coordinator.events.card_rows import THROUGH_A_LIVE_LINK
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.events.joining import COLOUR, COMING, DAY_IS_KNOWN, EVENT, OFF, OFF_NOW, OPEN, STAYS, WRITTEN
from coordinator.links.link import Link, Purpose, fingerprint

PARTSTATS = {
    None: PartStat.NEEDS_ACTION,
    Answer.YES: PartStat.ACCEPTED,
    Answer.NO: PartStat.DECLINED,
    Answer.UNDECIDED: PartStat.TENTATIVE,
}

GUEST, HOSTING, LINK, REPLY = (each.__table__ for each in (Guest, Hosting, Link, Reply))
INVITED = Invitation.__table__
STANDS = REPLY.c.set_aside_at.is_(None) & INVITED.c.waiting_since.is_(None)
OWN = (
    (EVENT.c.sequence + INVITED.c.calendar_steps).label("sequence"),
    # Its last change for this reader, which moves its DTSTAMP (RFC 5545 §3.8.7.2).
    sa.case((REPLY.c.at > EVENT.c.revised_at, REPLY.c.at), else_=EVENT.c.revised_at).label("revised_at"),
    ((REPLY.c.answer == Answer.YES) & STANDS).label("is_coming"),
    OFF.c.at.is_not(None).label("is_off"),
)
FACTS = ("uid", "created_at", "starts_at", "ends_at", "zone", "title", "note", "place", "address")
MINE = (
    sa.select(*WRITTEN, *OWN)
    .select_from(
        INVITED.join(EVENT, EVENT.c.id == INVITED.c.event_id)
        .outerjoin(REPLY, REPLY.c.invitation_id == INVITED.c.id)
        .outerjoin(OFF, OFF.c.event_id == EVENT.c.id)
    )
    .where(INVITED.c.withdrawn_at.is_(None), EVENT.c.published_at.is_not(None), DAY_IS_KNOWN)
)
ONE = MINE.add_columns(*(EVENT.c[name] for name in FACTS)).where(INVITED.c.id == sa.bindparam("invitation_id"))
KEPT = MINE.where(LINK.c.subject_id == INVITED.c.id, THROUGH_A_LIVE_LINK)
NOT_DECLINED = sa.or_(REPLY.c.answer.is_(None), REPLY.c.answer != Answer.NO)
FOLLOWING = MINE.where(INVITED.c.guest_id == sa.bindparam("guest_id"), STAYS, NOT_DECLINED).order_by(
    INVITED.c.id  # as they lie in the index: calendars sort for themselves
)
FOLLOWED = (
    sa.select(
        GUEST.c.id,
        sa.func.coalesce(GUEST.c.language, HOSTING.c.language).label("language"),
        HOSTING.c.name.label("host"),
        LINK.c.version,
    )
    .select_from(LINK.join(GUEST, GUEST.c.id == LINK.c.subject_id).join(HOSTING, HOSTING.c.id == GUEST.c.hosting_id))
    .where(LINK.c.token_hash == sa.bindparam("token_hash"), LINK.c.purpose == Purpose.CALENDAR)
    .where(LINK.c.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Follower:
    """Whose calendar somebody follows: a guest, the language of its name, the host's full name.

    `version` counts what has changed in it.
    """

    guest_id: int
    language: str
    host: str
    version: int

    @property
    def state(self) -> str:
        """Say all that the feed's bytes hang on; a day is among it, as what is past leaves at midnight (UTC)."""
        return f"{self.guest_id} {self.version} {self.language} {self.host} {clock.now():%Y-%m-%d}"


def follower(token: str) -> Follower | None:
    """Return whose calendar a token opens; a feed is live until it is switched off."""
    found = db.session.connection().execute(FOLLOWED, {"token_hash": fingerprint(token)}).first()
    return Follower(*found) if found else None


def of_invitation(invitation_id: int) -> CalendarEvent | None:
    """Return the entry for one invitation, None while its day is not known."""
    row = db.session.connection().execute(ONE, {"invitation_id": invitation_id}).first()
    return _entry(row) if row else None


def says(invitation: Invitation) -> PartStat:
    """Return a guest's present answer in a calendar's words; who waits for a place has not got one yet."""
    if invitation.answer is Answer.YES and invitation.waiting_since is not None:
        return PartStat.TENTATIVE
    return PARTSTATS[invitation.answer]


def download(public_id: str, link_id: int) -> bytes | None:
    """Return the event of the invitation a live link opens as a file to keep, by one statement.

    It has no METHOD, so that it is added and not answered.
    """
    keys = {"public_id": public_id, "link_id": link_id, "now": clock.now()}
    rows = db.session.connection().execute(KEPT, keys).all()
    return joining.calendar(rows, files.DOWNLOAD) if rows else None


def feed(guest_id: int, name: str, before: str) -> bytes:
    """Return all a guest is invited to and has not declined; the word `before` stands before what is not answered yes.

    What was called off stays thirty days, so that every calendar hears of it.
    """
    rows = db.session.connection().execute(FOLLOWING, {"guest_id": guest_id, **joining.since()}).all()
    return joining.calendar(rows, files.followed(name, COLOUR), before)


def _entry(row: Any) -> CalendarEvent:  # noqa: ANN401 - a row of `ONE`
    status, busy = _state(row)
    return CalendarEvent(
        uid=row.uid,
        sequence=row.sequence,
        created=row.created_at,
        revised=row.revised_at,
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        title=row.title,
        place=", ".join(part for part in (row.place, row.address) if part),
        note=row.note,
        cancelled=bool(row.is_off),
        status=status,
        busy=busy,
    )


def _state(row: Any) -> tuple[Status, bool]:  # noqa: ANN401 - a row of `ONE`
    """Return how sure a guest's event is, and whether it takes up their time."""
    return OFF_NOW if row.is_off else COMING if row.is_coming else OPEN
