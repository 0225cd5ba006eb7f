"""Suppression: an address that wants no more letters, remembered by HMAC for the life of the instance."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db


class Scope(enum.StrEnum):
    """How much is suppressed."""

    PLAN = "plan"  # nothing of this plan
    SITE = "site"  # nothing from this site
    FAVOURS = "favours"  # "Not for me, and don't ask again"


class Suppression(Model):
    """An address by fingerprint and the month; never the address, and no row leads to anybody."""

    __tablename__ = "suppression"
    __table_args__ = (sa.UniqueConstraint("fingerprint", "scope", "plan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64), index=True)
    scope: Mapped[Scope]
    plan_id: Mapped[int] = mapped_column(default=0)  # no foreign key: it outlives the plan
    month: Mapped[date] = mapped_column(default=lambda: clock.now().date().replace(day=1))

    def covers(self, plan_id: int, *, favours: bool = False) -> bool:
        """Say whether a letter of a plan, or one that asks a favour, is among what is not wanted."""
        if self.scope is Scope.PLAN:
            return self.plan_id == plan_id
        return favours or self.scope is Scope.SITE


def suppress(fingerprint: str, scope: Scope, plan_id: int = 0) -> None:
    """Remember that an address wants no more of something; twice is once."""
    plan_id = plan_id if scope is Scope.PLAN else 0
    same = (
        Suppression.fingerprint == fingerprint,
        Suppression.scope == scope,
        Suppression.plan_id == plan_id,
    )
    if db.session.scalar(sa.select(Suppression.id).where(*same)) is None:
        db.session.add(Suppression(fingerprint=fingerprint, scope=scope, plan_id=plan_id))
        db.session.flush()


def lift(fingerprint: str, scope: Scope, plan_id: int = 0) -> None:
    """Forget one suppression of an address; only its owner's receipt code leads here.

    Others stay: somebody who also asked for no more mail did not take that back.
    """
    plan_id = plan_id if scope is Scope.PLAN else 0
    same = (Suppression.fingerprint == fingerprint) & (Suppression.scope == scope) & (Suppression.plan_id == plan_id)
    db.session.execute(sa.delete(Suppression).where(same))


def follow(old: str, new: str) -> None:
    """Let the wishes of an address hold at another one too, to which somebody moved."""
    for row in db.session.scalars(sa.select(Suppression).where(Suppression.fingerprint == old)).all():
        suppress(new, row.scope, row.plan_id)


def is_suppressed(fingerprint: str | None, *, plan_id: int = 0, favours: bool = False) -> bool:
    """Say whether an address wants no letter of this sort."""
    if not fingerprint:
        return False
    wishes = db.session.scalars(sa.select(Suppression).where(Suppression.fingerprint == fingerprint)).all()
    return any(wish.covers(plan_id, favours=favours) for wish in wishes)
