"""The organiser's own answer: guests read it on every invitation, so that nobody is surprised (R2)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model
from coordinator.errors import Enough, Locked
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.instance import pace


class OrganiserReply(Model):
    """What the organiser says of one event. It is kept apart from the guests' answers, which he never reads."""

    __tablename__ = "organiser_reply"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[Answer | None]
    changes: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    set_aside_at: Mapped[datetime | None]  # the event moved: asked again, like everybody
    event: Mapped[Event] = relationship(back_populates="organiser_reply")

    @property
    def stands(self) -> Answer | None:
        """Return the answer that guests read; one set aside by a move is none."""
        return None if self.set_aside_at else self.answer


def reply(event: Event, answer: Answer) -> None:
    """Set the organiser's answer; a no turns into a yes only until 72 hours before (no ambush)."""
    event.must_be_open()
    row = event.organiser_reply
    if row is None:
        event.organiser_reply = row = OrganiserReply(answer=None, changes=0)
    if row.answer == answer:
        row.set_aside_at = None  # a yes that stood before a move may be confirmed at any time
        return
    if answer is not Answer.NO:
        if clock.now() >= locks_at(event):
            raise Locked(until=locks_at(event))
        if has_changed_enough(event):
            raise Enough
    row.changes += row.answer is not None
    row.answer, row.at, row.set_aside_at = answer, clock.now(), None


def possible(event: Event) -> list[Answer]:
    """Return what the organiser can still say, in the order it is shown; nothing once the event has begun or is off."""
    if event.is_called_off or event.has_begun:
        return []
    row = event.organiser_reply
    stays = clock.now() >= locks_at(event) or has_changed_enough(event)
    return [each for each in Answer if each is Answer.NO or not stays or (row and row.answer is each)]


def place(event: Event) -> str | None:
    """Return where it is, from two days before, for an organiser who is coming: nobody is waited for at a door."""
    row = event.organiser_reply
    if event.is_called_off or row is None or row.stands is not Answer.YES:
        return None
    return event.where if clock.now() >= event.shows_place_at else None


def locks_at(event: Event) -> datetime:
    """Return from when on a no stays a no."""
    return event.starts_at - timedelta(hours=pace().no_to_yes_hours)


def has_changed_enough(event: Event) -> bool:
    """Say whether the answer went to and fro so often that only a no is left."""
    row = event.organiser_reply
    return row is not None and row.answer is not None and row.changes >= pace().organiser_changes
