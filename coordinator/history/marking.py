"""Marking who came: by the host, the morning after, for 72 hours; corrected by each guest for themselves."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from coordinator import clock
from coordinator.consent.ending import closing
from coordinator.database import db, write_first
from coordinator.errors import NotPossible, TooLate, TooSoon
from coordinator.events import book
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Invitation
from coordinator.history.attendance import Attendance
from coordinator.history.shared import settle


def mark(event: Event, guest: Guest, came: bool | None) -> None:  # noqa: FBT001 - one tap of three
    """Mark whether somebody came, or take the mark back with None; raises `TooSoon`, `TooLate`, `NotPossible`."""
    mark_all(event, {guest: came})


def mark_all(event: Event, came: Mapping[Guest, bool | None], dropped_in: Sequence[str] = ()) -> None:
    """Mark several at once, and whoever dropped in without an invitation, by name; twice is once."""
    write_first()
    must_be_markable(event)
    rows = {row.guest_id: row for row in _rows(event)}
    listed = {guest.id for guest in lines(event)}
    dropped = dict.fromkeys(book.write_down(event.hosting, dropped_in), True)
    for guest, said in {**came, **dropped}.items():
        if guest.hosting_id != event.hosting_id or (guest.role is not Role.GUEST and guest.id not in listed):
            raise NotPossible
        _set(event, guest, rows.get(guest.id), came=said)
    db.session.flush()
    settle(event)


def walk_in(event: Event, name: str) -> Guest:
    """Mark somebody who dropped in without an invitation."""
    mark_all(event, {}, [name])
    return book.write_down(event.hosting, [name])[0]


def lines(event: Event) -> list[Guest]:
    """Return who may have come, by name: everybody on the list and whoever dropped in.

    The organiser and the other person only while they are on the list, and he not once he had been told not to come.
    """
    on_list = sa.select(Invitation.guest_id).where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None))
    marked = sa.select(Attendance.guest_id).where(Attendance.event_id == event.id)
    dropped_in = Guest.id.in_(marked) & (Guest.role == Role.GUEST)
    found = sa.select(Guest).where(sa.or_(Guest.id.in_(on_list), dropped_in))
    ended = closing(event.plan_id)
    if ended is not None and ended.shows_at <= event.starts_at:
        found = found.where(Guest.role != Role.ORGANISER)
    return sorted(db.session.scalars(found), key=lambda guest: guest.name.casefold())


def dropped_in(event: Event) -> set[int]:
    """Return who was written down without being on the list, by guest id."""
    on_list = sa.select(Invitation.guest_id).where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None))
    marked = sa.select(Attendance.guest_id).where(Attendance.event_id == event.id)
    return set(db.session.scalars(marked.where(Attendance.guest_id.not_in(on_list))))


def marks(event: Event) -> dict[int, bool]:
    """Return what is marked, by guest id."""
    of_event = sa.select(Attendance.guest_id, Attendance.came).where(Attendance.event_id == event.id)
    return {row.guest_id: row.came for row in db.session.execute(of_event)}


def must_be_markable(event: Event) -> None:
    """Raise unless the event took place and its marks are not frozen yet."""
    if event.is_called_off or not event.is_published or event.day_is_open:
        raise NotPossible
    if not event.has_begun:
        raise TooSoon(until=event.starts_at)
    if clock.now() >= event.marking_ends_at:
        raise TooLate


def _rows(event: Event) -> list[Attendance]:
    return list(db.session.scalars(sa.select(Attendance).where(Attendance.event_id == event.id)))


def _set(event: Event, guest: Guest, row: Attendance | None, *, came: bool | None) -> None:
    """Write one mark. What a guest said of hers stays: one that she hid or disputes is never made anew."""
    if row is None:
        if came is not None:
            db.session.add(Attendance(event_id=event.id, guest_id=guest.id, came=came))
    elif came is None and not row.disputed_at and not row.hidden_at:
        db.session.delete(row)
    elif row.came != bool(came):
        row.came, row.marked_at = bool(came), clock.now()


def dispute(attendance: Attendance, *, disputed: bool = True) -> None:
    """Note that a guest says "I wasn't there", or takes that back; it is not recorded while both disagree."""
    attendance.disputed_at = (attendance.disputed_at or clock.now()) if disputed else None
    _settle(attendance)


def hide(attendance: Attendance, *, hidden: bool = True) -> None:
    """Hide a date from the organiser, or show it again."""
    attendance.hidden_at = clock.now() if hidden else None
    _settle(attendance)


def _settle(attendance: Attendance) -> None:
    """Settle the event if it hangs on this mark: what other guests say of themselves changes nobody's history."""
    db.session.flush()
    if attendance.guest.role is not Role.GUEST:
        settle(attendance.event)
