"""Blind readiness: two ticks that only show when both stand, and then only to the last host (product.md §6)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, mapped_column

from coordinator import clock
from coordinator.consent.ending import Closing
from coordinator.database import Model, db
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.history.shared import SharedEvent

READY_AFTER = 3  # shared events


class GuestReadiness(Model):
    """That the other person would be fine hearing from the organiser directly. No organiser page reads it."""

    __tablename__ = "guest_readiness"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class OrganiserReadiness(Model):
    """That the organiser would be glad to talk. No guest page reads it."""

    __tablename__ = "organiser_readiness"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


Readiness = type[GuestReadiness] | type[OrganiserReadiness]


def say(whose: Readiness, plan_id: int, *, ready: bool) -> None:
    """Keep or forget one side's tick, whatever the other side said; twice is once."""
    row = db.session.get(whose, plan_id)
    if ready and row is None:
        db.session.add(whose(plan_id=plan_id))
    elif not ready and row is not None:
        db.session.delete(row)
    db.session.flush()


def said_at(whose: Readiness, plan_id: int) -> datetime | None:
    """Return since when one side is ready, None if they did not say so or took it back."""
    return db.session.scalar(sa.select(whose.at).where(whose.plan_id == plan_id))


def events_to_tell_of() -> list[Event]:
    """Return, for each plan in which both are ready, the last shared event, whose host may know."""
    plans = db.session.scalars(sa.select(GuestReadiness.plan_id).join(OrganiserReadiness, _SAME_PLAN))
    return [event for event in map(event_to_tell_of, plans) if event]


def event_to_tell_of(plan_id: int) -> Event | None:
    """Return the last shared event of a plan while both are ready, nobody ended it and its host still hosts."""
    both = sa.exists().where(_SAME_PLAN, GuestReadiness.plan_id == plan_id)
    ended = sa.exists().where(Closing.plan_id == plan_id)
    last = (
        sa.select(Event)
        .join(Event.hosting)
        .join(SharedEvent, SharedEvent.event_id == Event.id)
        .options(contains_eager(Event.hosting))
        .where(SharedEvent.plan_id == plan_id, SharedEvent.shows_at <= clock.now(), both, ~ended)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )
    event = db.session.scalar(last.limit(1))
    return event if event and event.hosting.is_active else None


def may_know(hosting: Hosting) -> bool:
    """Say whether a host is the one who learns that both are ready."""
    event = event_to_tell_of(hosting.plan_id)
    return event is not None and event.hosting_id == hosting.id


_SAME_PLAN = OrganiserReadiness.plan_id == GuestReadiness.plan_id
