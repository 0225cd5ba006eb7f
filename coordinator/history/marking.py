"""Marking who came: by the host, the morning after, for 72 hours; corrected by each guest for themselves."""

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.errors import NotPossible, TooLate, TooSoon
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.history.attendance import Attendance
from coordinator.history.shared import settle


def mark(event: Event, guest: Guest, came: bool | None) -> None:
    """Mark whether somebody came, or take the mark back with None; raises `TooSoon`, `TooLate`, `NotPossible`."""
    must_be_markable(event)
    if guest.hosting_id != event.hosting_id:
        raise NotPossible
    row = db.session.get(Attendance, (event.id, guest.id))
    if came is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(Attendance(event_id=event.id, guest_id=guest.id, came=came))
    elif row.came != came:
        row.came, row.marked_at = came, clock.now()
    db.session.flush()
    settle(event)


def walk_in(event: Event, name: str) -> Guest:
    """Mark somebody who dropped in without an invitation."""
    must_be_markable(event)
    guest = Guest(hosting=event.hosting, name=name)
    db.session.add(guest)
    db.session.flush()
    mark(event, guest, came=True)
    return guest


def marks(event: Event) -> dict[int, bool]:
    """Return what is marked, by guest id."""
    of_event = sa.select(Attendance.guest_id, Attendance.came).where(
        Attendance.event_id == event.id
    )
    return {guest_id: came for guest_id, came in db.session.execute(of_event)}


def must_be_markable(event: Event) -> None:
    """Raise unless the event took place and its marks are not frozen yet."""
    if event.is_called_off or not event.is_published or event.day_is_open:
        raise NotPossible
    if not event.has_begun:
        raise TooSoon(until=event.starts_at)
    if clock.now() >= event.marking_ends_at:
        raise TooLate


def dispute(attendance: Attendance, *, disputed: bool = True) -> None:
    """Note that a guest says "I wasn't there", or takes that back; it is not recorded while both disagree."""
    attendance.disputed_at = (attendance.disputed_at or clock.now()) if disputed else None
    db.session.flush()
    settle(attendance.event)


def hide(attendance: Attendance, *, hidden: bool = True) -> None:
    """Hide a date from the organiser, or show it again."""
    attendance.hidden_at = clock.now() if hidden else None
    db.session.flush()
    settle(attendance.event)
