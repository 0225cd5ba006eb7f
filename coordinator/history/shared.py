"""A shared event: both were marked, and nobody hid it. The only thing of it the organiser reads (R3)."""

import enum
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model, db
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.history.attendance import Attendance


class Conduct(enum.StrEnum):
    """The closed checklist about the organiser's own conduct."""

    STAYED = "stayed"
    OTHERS = "others"
    LIGHT = "light"
    LEFT = "left"
    LESS = "less"


class SharedEvent(Model):
    """That both were at an event; the row exists only while that holds, and shows after the hold."""

    __tablename__ = "shared_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    shows_at: Mapped[datetime]
    event: Mapped[Event] = relationship()
    reflections: Mapped[list["Reflection"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Reflection(Model):
    """One tick of the organiser about himself."""

    __tablename__ = "reflection"

    shared_event_id: Mapped[int] = mapped_column(sa.ForeignKey("shared_event.id", ondelete="CASCADE"), primary_key=True)
    conduct: Mapped[Conduct] = mapped_column(primary_key=True)


def settle(event: Event) -> None:
    """Make the shared event stand or fall by what is marked now: both came, neither disputes, she does not hide."""
    marks = {role: mark for mark, role in db.session.execute(_marks_of_both(event))}
    both = all(role in marks and marks[role].counts for role in (Role.ORGANISER, Role.OTHER))
    stands = both and marks[Role.OTHER].hidden_at is None
    row = db.session.scalar(sa.select(SharedEvent).where(SharedEvent.event_id == event.id))
    if stands and row is None:
        db.session.add(SharedEvent(plan_id=event.plan_id, event_id=event.id, shows_at=event.shared_from))
    elif row is not None and not stands:
        db.session.delete(row)
    db.session.flush()


def of_plan(plan_id: int) -> list[SharedEvent]:
    """Return what the organiser may look back at, newest first, with events, hosts and ticks, in one statement."""
    shown = (SharedEvent.plan_id == plan_id) & (SharedEvent.shows_at <= clock.now())
    found = (
        sa.select(SharedEvent)
        .join(SharedEvent.event)
        .join(Event.hosting)
        .options(contains_eager(SharedEvent.event).contains_eager(Event.hosting), joinedload(SharedEvent.reflections))
        .where(shown)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )
    return list(db.session.scalars(found).unique())


def count_shown(plan_id: int) -> int:
    """Count the events both were at, as the organiser sees them by now."""
    shown = (SharedEvent.plan_id == plan_id) & (SharedEvent.shows_at <= clock.now())
    return db.session.scalar(sa.select(sa.func.count()).where(shown)) or 0


def reflect(shared: SharedEvent, conduct: Iterable[Conduct]) -> None:
    """Keep the organiser's ticks about himself in place of earlier ones."""
    ticked = set(conduct)
    kept = [each for each in shared.reflections if each.conduct in ticked]
    new = ticked - {each.conduct for each in kept}
    shared.reflections = kept + [Reflection(conduct=each) for each in sorted(new)]
    db.session.flush()


def _marks_of_both(event: Event) -> sa.Select[Attendance, Role]:
    both = Guest.role.in_([Role.ORGANISER, Role.OTHER])
    return sa.select(Attendance, Guest.role).join(Attendance.guest).where(Attendance.event_id == event.id, both)
