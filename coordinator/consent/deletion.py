"""Everything about a guest deleted at once: the rows are gone, not hidden (R7)."""

import sqlalchemy as sa

from coordinator.consent.erasing import erase
from coordinator.consent.person import rows_of
from coordinator.consent.readiness import GuestReadiness
from coordinator.database import db, write_first
from coordinator.events import waitlist
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Invitation
from coordinator.history.attendance import Attendance
from coordinator.history.shared import settle


def delete_all(guest: Guest) -> None:
    """Delete the person behind a guest.

    Of a stop only the receipt's and the address's fingerprint stay. Places and things to bring are free again.
    """
    write_first()
    rows = rows_of(guest)
    numbers = [row.id for row in rows]
    invitations = list(db.session.scalars(sa.select(Invitation).where(Invitation.guest_id.in_(numbers))))
    events = {each.event for each in invitations} | set(_marked_at(numbers))
    if guest.role is Role.OTHER:
        _forget_the_other_person(rows)
    erase(numbers)
    db.session.expire_all()
    for event in sorted(events, key=lambda each: each.id):  # in one order, as each is locked
        _close_the_gap(event)


def _marked_at(numbers: list[int]) -> list[Event]:
    marked = sa.select(Event).join(Attendance, Attendance.event_id == Event.id)
    return list(db.session.scalars(marked.where(Attendance.guest_id.in_(numbers))))


def _forget_the_other_person(rows: list[Guest]) -> None:
    """Forget the tick, and the name that hosts have beside their books."""
    plan_id = rows[0].hosting.plan_id
    db.session.execute(sa.delete(GuestReadiness).where(GuestReadiness.plan_id == plan_id))
    for row in rows:
        row.hosting.other_name = ""
    db.session.flush()


def _close_the_gap(event: Event) -> None:
    """Let what was shared stand or fall by what is left, and offer the free place."""
    settle(event)
    if event.is_coming and not event.has_begun:
        waitlist.offer_free_places(event)
