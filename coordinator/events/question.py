"""The host's own questions to her guests, five at most, and their answers."""

import enum
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator.database import Model, db
from coordinator.errors import Enough
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
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(PLACE))
    asks: Mapped[Asks] = mapped_column(default=Asks.WORDS)
    event: Mapped[Event] = relationship(back_populates="questions")


class QuestionAnswer(Model):
    """What a guest wrote to one question; host and guest read it, and it goes 14 days after the event."""

    __tablename__ = "question_answer"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    words: Mapped[str] = mapped_column(sa.String(PLACE))


def ask(event: Event, words: Sequence[str], *, food: bool) -> None:
    """Set an event's questions; one that stays keeps its answers, one that goes takes them along; raises `Enough`."""
    wanted = [(Asks.FOOD, _("Anything about food?"))] if food else []
    wanted += [(Asks.WORDS, each) for each in dict.fromkeys(words)]
    if len(wanted) > MOST:
        raise Enough
    kept = {_key(each.asks, each.words): each for each in event.questions}
    before = list(event.questions)
    rows = [kept.get(_key(asks, said)) or Question(words=said, asks=asks) for asks, said in wanted]
    for each in before:
        if each not in rows:
            db.session.delete(each)
        else:
            each.position = -each.position - 1  # out of the way, as places are unique
    db.session.flush()
    for position, row in enumerate(rows):
        row.position = position
        row.event_id = event.id
        db.session.add(row)
    db.session.flush()
    db.session.expire(event, ["questions"])


def _key(asks: Asks, words: str) -> tuple[Asks, str]:
    """Return what makes two questions the same: food is one in any language, others are while their words are."""
    return asks, "" if asks is Asks.FOOD else words
