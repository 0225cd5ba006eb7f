"""A date poll: a few days to choose from; only the host sees who can when."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator.database import Model
from coordinator.events.event import Event

MOST = 6


class Could(enum.StrEnum):
    """Whether a day could work."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class DateOption(Model):
    """One of at most six days offered."""

    __tablename__ = "date_option"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    event: Mapped[Event] = relationship(back_populates="options")
    votes: Mapped[list["DateVote"]] = relationship(
        back_populates="option", cascade="all, delete-orphan"
    )


class DateVote(Model):
    """What a guest says of one day."""

    __tablename__ = "date_vote"

    option_id: Mapped[int] = mapped_column(
        sa.ForeignKey("date_option.id", ondelete="CASCADE"), primary_key=True
    )
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    could: Mapped[Could]
    option: Mapped[DateOption] = relationship(back_populates="votes")
