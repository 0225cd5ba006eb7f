"""A date poll: a few days to choose from; only the host sees who can when."""

import enum
from collections.abc import Mapping as Answers
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model, db, write_first
from coordinator.errors import Enough, NotPossible, TooLate
from coordinator.events import news
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.events.morning_after import ask_who_came
from coordinator.events.outline import Span

MOST = 6


class Could(enum.StrEnum):
    """Whether a day could work."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class DateOption(Model):
    """One of at most six days offered."""

    __tablename__ = "date_option"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    event: Mapped[Event] = relationship(back_populates="options")
    votes: Mapped[list["DateVote"]] = relationship(back_populates="option", cascade="all, delete-orphan")


class DateVote(Model):
    """What a guest says of one day."""

    __tablename__ = "date_vote"

    option_id: Mapped[int] = mapped_column(sa.ForeignKey("date_option.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    could: Mapped[Could]
    option: Mapped[DateOption] = relationship(back_populates="votes")


def offer(event: Event, spans: Sequence[Span]) -> None:
    """Offer days to choose from; none where the day is known; raises `Enough`."""
    if len(spans) > MOST:
        raise Enough
    event.options = [DateOption(starts_at=span.starts, ends_at=span.ends) for span in spans]
    db.session.flush()


def vote(invitation: Invitation, could: Answers[int, Could]) -> None:
    """Keep what a guest says of the days, in place of what they said before; raises `TooLate`, `NotPossible`."""
    write_first()
    invitation.event.must_be_open()
    if not invitation.is_live or not invitation.event.options:
        raise NotPossible
    db.session.execute(sa.delete(DateVote).where(DateVote.invitation_id == invitation.id))
    for option in invitation.event.options:
        if said := could.get(option.id):
            db.session.add(DateVote(option_id=option.id, invitation_id=invitation.id, could=said))
    db.session.flush()


def pick(event: Event, option: DateOption) -> None:
    """Make one of the days the day and ask everyone to confirm; who could when is forgotten.

    Raises `TooLate`, `AlreadyCalledOff`, `NotPossible`.
    """
    starts_at = option.starts_at
    write_first()
    db.session.refresh(event)
    if event.day_was_picked and event.starts_at == starts_at:
        return  # a second click waited here, and finds it picked
    event.must_be_open()
    if option.event_id != event.id:
        raise NotPossible
    if option.starts_at <= clock.now():
        raise TooLate
    news.settle_day(event, starts_at=option.starts_at, ends_at=option.ends_at)
    for each in list(event.options):
        db.session.delete(each)
    db.session.flush()
    db.session.expire(event, ["options"])
    ask_who_came(event)
