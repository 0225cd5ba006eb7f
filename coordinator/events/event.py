"""The get-together: every word on it is the host's."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model
from coordinator.errors import AlreadyCalledOff, NotPossible, TooLate
from coordinator.events.hosting import Hosting, new_public_id
from coordinator.events.kinds import Kind, Sort
from coordinator.instance import pace
from coordinator.text import NOTE, PLACE, TITLE

if TYPE_CHECKING:
    from coordinator.consent.ending import Closing
    from coordinator.events.bring import BringItem
    from coordinator.events.dates import DateOption
    from coordinator.events.invitation import Invitation
    from coordinator.events.organiser_reply import OrganiserReply
    from coordinator.events.question import Question


class Event(Model):
    """A group event in a plan. A draft until published; `sequence` counts what calendars must hear about.

    Place and address are one fact: `where`. RFC 5545 §3.8.7.4 says when `sequence` rises.
    """

    __tablename__ = "event"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)
    uid: Mapped[str] = mapped_column(sa.String(60), unique=True, default=lambda: secrets.token_hex(16))
    hosting_id: Mapped[int] = mapped_column(sa.ForeignKey("hosting.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind]
    title: Mapped[str] = mapped_column(sa.String(TITLE))
    note: Mapped[str] = mapped_column(sa.String(NOTE), default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(64))
    place: Mapped[str] = mapped_column(sa.String(PLACE))
    address: Mapped[str] = mapped_column(sa.String(PLACE), default="")
    sort: Mapped[Sort] = mapped_column(default=Sort.PUBLIC)
    capacity: Mapped[int]
    party_most: Mapped[int] = mapped_column(default=1)
    answer_by: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revised_at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_at: Mapped[datetime | None]  # when a new date or place last set every yes aside
    was_starts_at: Mapped[datetime | None]  # what it was before that move
    was_place: Mapped[str | None] = mapped_column(sa.String(PLACE))
    published_at: Mapped[datetime | None]
    # Written by `events.following`: content lines for every reader. None until then, as before an upgrade.
    vevent: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    vevent_zone: Mapped[str | None] = mapped_column(sa.String(64), deferred=True)
    hosting: Mapped[Hosting] = relationship(back_populates="events")
    cancellation: Mapped["Cancellation | None"] = relationship(back_populates="event")
    organiser_reply: Mapped["OrganiserReply | None"] = relationship(back_populates="event")
    questions: Mapped[list["Question"]] = relationship(back_populates="event", order_by="Question.position")
    items: Mapped[list["BringItem"]] = relationship(back_populates="event", order_by="BringItem.id")
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="event", order_by="Invitation.id")
    options: Mapped[list["DateOption"]] = relationship(back_populates="event", order_by="DateOption.starts_at")
    if TYPE_CHECKING:
        closing: Mapped["Closing | None"]  # mapped where its class is

    @property
    def where(self) -> str:
        """Return place and address in one line, as a calendar shows it."""
        return ", ".join(part for part in (self.place, self.address) if part)

    @property
    def is_published(self) -> bool:
        """Say whether guests can be invited."""
        return self.published_at is not None

    @property
    def is_called_off(self) -> bool:
        """Say whether the host called it off."""
        return self.cancellation is not None

    @property
    def day_is_open(self) -> bool:
        """Say whether guests still choose between days; the event then stands at the last of them."""
        return bool(self.options)

    @property
    def day_was_picked(self) -> bool:
        """Say whether its day was picked from those that were offered, and stands since."""
        return self.sequence > 0 and self.moved_at is None and not self.is_called_off and not self.day_is_open

    @property
    def has_begun(self) -> bool:
        """Say whether it is too late to answer or change anything."""
        return self.starts_at <= clock.now()

    @property
    def is_coming(self) -> bool:
        """Say whether it is published, on, and not over yet."""
        return self.is_published and not self.is_called_off and self.ends_at > clock.now()

    @property
    def shows_place_at(self) -> datetime:
        """Return the moment from which the organiser may read the place (nobody is waited for at a door)."""
        return self.starts_at - timedelta(hours=pace().place_hours)

    @property
    def marking_ends_at(self) -> datetime:
        """Return the moment after which what the host marked is frozen."""
        return self.starts_at + timedelta(hours=pace().marking_hours)

    @property
    def shared_from(self) -> datetime:
        """Return the moment from which a shared event shows to the organiser."""
        return self.starts_at + timedelta(hours=pace().hold_hours)

    def must_be_open(self) -> None:
        """Raise unless the event is on and has not begun."""
        if self.is_called_off:
            raise AlreadyCalledOff
        if self.has_begun:
            raise TooLate

    def publish(self) -> None:
        """Make it real, from now on guests can be invited."""
        self.must_be_open()
        if self.is_published:
            raise NotPossible
        self.published_at = self.revised_at = clock.now()

    def reword(self, **words: object) -> None:
        """Change what asks nobody again: title, note, kind, capacity."""
        self.must_be_open()
        for name, value in words.items():
            setattr(self, name, value)
        self.revised_at = clock.now()

    def call_off(self, words: str = "") -> "Cancellation":
        """Call it off; those who have not said no are told by `events.news`."""
        self.must_be_open()
        self.sequence += 1
        self.revised_at = clock.now()
        self.cancellation = Cancellation(words=words)
        return self.cancellation


class Cancellation(Model):
    """That an event was called off, when, and the host's word about it."""

    __tablename__ = "cancellation"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(NOTE), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    event: Mapped[Event] = relationship(back_populates="cancellation")
