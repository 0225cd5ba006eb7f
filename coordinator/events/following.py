"""What a followed calendar has to hear of: an event's VEVENT is written and feeds are counted on (decision 0019).

It hangs on the tables, not on the verbs: whatever changes an event, an answer or a list does it in the same flush.
"""

import sqlalchemy as sa
from sqlalchemy.event import listens_for

from coordinator.calendars.vevent import CalendarEvent, shared
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation, Reply
from coordinator.links.link import Link, Purpose

WRITTEN = ("starts_at", "ends_at", "zone", "title", "note", "place", "address")
TOLD = (*WRITTEN, "sequence", "revised_at", "published_at")
KEEP = sa.update(Event).where(Event.id == sa.bindparam("key"))


def _count_on(whose: sa.ColumnElement[bool]) -> sa.Update:
    """Return what counts the feeds of some guests on."""
    theirs = Link.subject_id.in_(sa.select(Invitation.guest_id).where(whose))
    return sa.update(Link).where(Link.purpose == Purpose.CALENDAR, theirs).values(version=Link.version + 1)


OF_EVENT = _count_on(Invitation.event_id == sa.bindparam("key"))
OF_INVITATION = _count_on(Invitation.id == sa.bindparam("key"))


def entry_of(event: Event) -> CalendarEvent:
    """Return an event as the host published it, before anybody's answer."""
    return CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        created=event.created_at,
        revised=event.revised_at,
        starts=event.starts_at,
        ends=event.ends_at,
        zone=event.zone,
        title=event.title,
        place=event.where,
        note=event.note,
    )


@listens_for(Event, "after_insert")
@listens_for(Event, "after_update")
def _event(_mapper: object, connection: sa.Connection, event: Event) -> None:
    """Write the half of a VEVENT that is alike for all readers, and count its guests' feeds on."""
    if _is_new(event, *WRITTEN):
        entry = entry_of(event)
        connection.execute(KEEP.values(vevent=shared(entry), vevent_zone=entry.tzid), {"key": event.id})
    if _is_new(event, *TOLD):
        connection.execute(OF_EVENT, {"key": event.id})


@listens_for(Invitation, "after_insert")
@listens_for(Invitation, "after_update")
def _invitation(_mapper: object, connection: sa.Connection, invitation: Invitation) -> None:
    """Count a guest's feed on who came on a list, left it, or got a place."""
    if _is_new(invitation, "withdrawn_at", "waiting_since", "event_id"):
        connection.execute(OF_INVITATION, {"key": invitation.id})


@listens_for(Reply, "after_insert")
@listens_for(Reply, "after_update")
@listens_for(Reply, "after_delete")
def _reply(_mapper: object, connection: sa.Connection, reply: Reply) -> None:
    """Count a guest's feed on who answered, or took an answer back."""
    connection.execute(OF_INVITATION, {"key": reply.invitation_id})


def _is_new(row: object, *names: str) -> bool:
    """Say whether a flush changes one of these columns; a row may be in it for a relation alone."""
    attributes = sa.inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)
