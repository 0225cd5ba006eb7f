"""Blind readiness: two ticks that only show when both stand, and then only to the last host (product.md §6)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db


class GuestReadiness(Model):
    """That the other person would be fine hearing from the organiser directly. No organiser page reads it."""

    __tablename__ = "guest_readiness"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class OrganiserReadiness(Model):
    """That the organiser would be glad to talk."""

    __tablename__ = "organiser_readiness"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


def say(plan_id: int, *, ready: bool) -> None:
    """Keep or forget that the other person would be fine hearing from the organiser; twice is once."""
    row = db.session.get(GuestReadiness, plan_id)
    if ready and row is None:
        db.session.add(GuestReadiness(plan_id=plan_id))
    elif not ready and row is not None:
        db.session.delete(row)
    db.session.flush()
