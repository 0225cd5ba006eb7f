"""Screening: four questions before any plan exists; only the outcome and the month are kept."""

import enum
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db
from coordinator.instance import pace


class Says(enum.StrEnum):
    """An answer to a screening question; only three clear noes go on."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


class Outcome(enum.StrEnum):
    """All that is kept of a screening."""

    CLEAR = "clear"
    NOT_NOW = "not_now"


class Screening(Model):
    """That an account was screened, with what outcome, in which month. Never the answers."""

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome]
    month: Mapped[date] = mapped_column(default=lambda: clock.now().date().replace(day=1))


def record(account_id: int, outcome: Outcome) -> None:
    """Keep an outcome; a "not now" locks new plans on the account for a year."""
    db.session.add(Screening(account_id=account_id, outcome=outcome))
    db.session.flush()


def latest(account_id: int) -> Screening | None:
    """Return the last screening of an account, or None."""
    mine = sa.select(Screening).where(Screening.account_id == account_id)
    return db.session.scalar(mine.order_by(Screening.id.desc()).limit(1))


def locked_until(account_id: int) -> datetime | None:
    """Return until when a "not now" locks the account; the month counts whole, towards less contact."""
    hard = (Screening.account_id == account_id) & (Screening.outcome == Outcome.NOT_NOW)
    month = db.session.scalar(sa.select(sa.func.max(Screening.month)).where(hard))
    if month is None:
        return None
    next_month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    until = datetime(next_month.year, next_month.month, 1, tzinfo=UTC) + timedelta(days=pace().lock_days)
    return until if until > clock.now() else None
