"""A report: "Something not right?", read by the operator alone."""

import enum
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, write_first
from coordinator.instance import peppered
from coordinator.text import NOTE


class About(enum.StrEnum):
    """What a report is about."""

    UNKNOWN = "unknown"
    WORDS = "words"
    CONTACT = "contact"
    OTHER = "other"


def _drawn() -> str:
    return f"R-{secrets.token_hex(3).upper()}"


class Report(Model):
    """What somebody told the operator. The code leads to it without a name."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True, default=_drawn)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id", ondelete="SET NULL"))
    about: Mapped[About]
    words: Mapped[str] = mapped_column(sa.String(NOTE), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]


def tell(press: str, plan_id: int | None, about: About, words: str) -> Report:
    """Take a report down; the same press tells the same report once."""
    write_first()
    code = f"R-{peppered(f'report {press}')[:6].upper()}"
    told = db.session.scalar(sa.select(Report).where(Report.code == code))
    if told is None or (told.plan_id, told.about, told.words) != (plan_id, about, words):
        told = Report(code=_drawn() if told else code, plan_id=plan_id, about=about, words=words)
        db.session.add(told)
        db.session.flush()
    return told
