"""Sunlight (R7): all that is stored about a guest, gathered from its rows for that guest alone.

The one place on the guests' side that reads the organiser's table of plans, and of that a single name and its date:
the other person may see what was typed about them. No other module may.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from coordinator.consent.person import rows_of
from coordinator.consent.readiness import READY_AFTER, GuestReadiness, said_at
from coordinator.consent.rows import RowsReader
from coordinator.consent.stop import Stop, of_person
from coordinator.consent.stored import By, Line, Mark, Seen, Stored, What
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent, count_shown
from coordinator.instance import pace
from coordinator.plans.plan import Plan

TYPED = sa.select(Plan.other_name, Plan.created_at).where(Plan.id == sa.bindparam("plan_id"))


def stored_about(guest: Guest) -> Stored:
    """Return everything that is stored about the person behind a guest; reads, and changes nothing."""
    is_other, plan_id = guest.role is Role.OTHER, guest.hosting.plan_id
    typed = db.session.execute(TYPED, {"plan_id": plan_id}).one() if is_other else None
    stop = of_person(guest)
    ends_by = typed.created_at + timedelta(days=pace().plan_days) if typed else None
    readers = [RowsReader(row, ends_by, stop) for row in rows_of(guest)]
    ready = said_at(GuestReadiness, plan_id) if is_other else None
    own_name, *kept = [line for reader in readers for line in reader.lines()]
    return Stored(
        name=guest.name,
        host=guest.hosting.first_name,
        organiser=guest.hosting.organiser_name,
        zone=guest.hosting.zone,
        is_other=is_other,
        lines=(own_name, *_typed_name(readers[0], typed), *kept, *_wishes(readers[0], stop, ready)),
        marks=tuple(_marks(guest, is_other=is_other)),
        may_be_ready=is_other and (ready is not None or count_shown(plan_id) >= READY_AFTER),
        is_ready=ready is not None,
    )


def _typed_name(reader: RowsReader, typed: Any) -> Iterator[Line]:  # noqa: ANN401 - a row of the statement above
    """Yield the other person's name as the organiser typed it."""
    if typed:
        yield replace(
            reader.line(What.ORGANISERS_NAME, typed.other_name, By.ORGANISER, typed.created_at), seen=Seen.ORGANISER
        )


def _wishes(reader: RowsReader, stop: Stop | None, ready: datetime | None) -> Iterator[Line]:
    """Yield what the guest said about being together at all."""
    if stop:
        ticks = {"host": stop.host_may_know, "organiser": stop.organiser_may_know, "site": stop.nothing_from_here}
        wished = ", ".join(name for name, ticked in ticks.items() if ticked)
        yield reader.line(What.STOP, wished, By.YOU, stop.at, seen=Seen.HOST if stop.host_may_know else Seen.NOBODY)
    if ready:
        yield reader.line(What.READY, "", By.YOU, ready, seen=Seen.NOBODY)


def _marks(guest: Guest, *, is_other: bool) -> Iterator[Mark]:
    """Yield where hosts marked this person, newest first."""
    mine = Attendance.guest_id.in_([row.id for row in rows_of(guest)])
    shared = sa.select(SharedEvent.event_id, SharedEvent.shows_at).where(SharedEvent.plan_id == guest.hosting.plan_id)
    shows = {row.event_id: row.shows_at for row in db.session.execute(shared)} if is_other else {}
    marked = sa.select(Attendance).join(Attendance.event).where(mine).order_by(Event.starts_at.desc())
    for mark in db.session.scalars(marked):
        yield Mark(
            event_id=mark.event.public_id,
            title=mark.event.title,
            starts_at=mark.event.starts_at,
            zone=mark.event.zone,
            host=mark.event.hosting.first_name,
            came=mark.came,
            marked_at=mark.marked_at,
            is_disputed=mark.disputed_at is not None,
            is_hidden=mark.hidden_at is not None,
            shows_at=shows.get(mark.event_id),
        )
