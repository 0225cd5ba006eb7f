"""An invitation of one guest to one event, and the guest's answer."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.contact import Address
from coordinator.database import Model
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import new_public_id

if TYPE_CHECKING:
    from coordinator.events.bring import BringItem
    from coordinator.events.question import QuestionAnswer

__all__ = ["FOOD", "Answer", "Author", "Invitation", "Reply"]
FOOD = 120


class Author(enum.StrEnum):
    """By which way an answer came."""

    GUEST = "guest"
    CALENDAR = "calendar"


class Invitation(Model):
    """That a guest is invited. No column says whether or when somebody looked."""

    __tablename__ = "invitation"
    __table_args__ = (sa.UniqueConstraint("event_id", "guest_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    guest_id: Mapped[int] = mapped_column(sa.ForeignKey("guest.id", ondelete="CASCADE"), index=True)
    invited_at: Mapped[datetime] = mapped_column(default=clock.now)
    mailed_at: Mapped[datetime | None]  # when the host asked for a letter, not when it was read
    linked_at: Mapped[datetime | None]  # when the host made a link
    withdrawn_at: Mapped[datetime | None]
    calendar_address: Mapped[str | None] = mapped_column(Address)  # for "mail me a calendar invitation", then forgotten
    wants_note: Mapped[bool] = mapped_column(default=False)
    change_letters: Mapped[int] = mapped_column(default=0)
    calendar_steps: Mapped[int] = mapped_column(default=0)  # beyond the event's own, for this guest's calendar alone
    waiting_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    event: Mapped[Event] = relationship(back_populates="invitations")
    guest: Mapped[Guest] = relationship(back_populates="invitations")
    reply: Mapped["Reply | None"] = relationship(back_populates="invitation", cascade="all, delete-orphan")
    item: Mapped["BringItem | None"] = relationship(back_populates="invitation")
    words: Mapped[list["QuestionAnswer"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def answer(self) -> Answer | None:
        """Return the answer that counts; one set aside by a move is none."""
        return self.reply.answer if self.reply and not self.reply.set_aside_at else None

    @property
    def sequence(self) -> int:
        """Return how often this guest's calendar had to hear of a change (RFC 5545 §3.8.7.4)."""
        return self.event.sequence + self.calendar_steps

    @property
    def is_live(self) -> bool:
        """Say whether the guest is still invited."""
        return self.withdrawn_at is None


class Reply(Model):
    """A guest's present answer; a changed one replaces it, so that no history of a person piles up."""

    __tablename__ = "reply"
    __table_args__ = (sa.CheckConstraint("party >= 1", name="party_of_one"),)

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[Answer]
    party: Mapped[int] = mapped_column(default=1)
    food: Mapped[str] = mapped_column(sa.String(FOOD), default="")
    author: Mapped[Author] = mapped_column(default=Author.GUEST)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    set_aside_at: Mapped[datetime | None]  # the event moved: please confirm
    invitation: Mapped[Invitation] = relationship(back_populates="reply")
