"""The host's own questions to her guests, five at most, and their answers."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator.database import Model
from coordinator.events.event import Event
from coordinator.text import PLACE

MOST = 5


class Asks(enum.StrEnum):
    """What a question wants to hear."""

    WORDS = "words"
    FOOD = "food"


class Question(Model):
    """A question on an invitation; answering is always optional."""

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(PLACE))
    asks: Mapped[Asks] = mapped_column(default=Asks.WORDS)
    event: Mapped[Event] = relationship(back_populates="questions")


class QuestionAnswer(Model):
    """What a guest wrote to one question; host and guest read it, and it goes 14 days after the event."""

    __tablename__ = "question_answer"

    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    words: Mapped[str] = mapped_column(sa.String(PLACE))
