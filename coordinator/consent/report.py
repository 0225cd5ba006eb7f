"""A report: "Something not right?", read by the operator alone."""

import enum
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model
from coordinator.text import NOTE


class About(enum.StrEnum):
    """What a report is about."""

    UNKNOWN = "unknown"
    WORDS = "words"
    CONTACT = "contact"
    OTHER = "other"


class Report(Model):
    """What somebody told the operator. The code leads to it without a name."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True, default=lambda: f"R-{secrets.token_hex(3).upper()}")
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id", ondelete="SET NULL"))
    about: Mapped[About]
    words: Mapped[str] = mapped_column(sa.String(NOTE), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
