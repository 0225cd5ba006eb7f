"""The favour is no longer needed."""

from dataclasses import dataclass
from typing import ClassVar, Self

import sqlalchemy as sa

from coordinator.database import db
from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, p
from coordinator.post.letters.friend.letter import FriendLetter, sample, told
from coordinator.post.letters.ways import Way
from coordinator.post.outbox import Letter as Owed
from coordinator.post.outbox import LetterState


@dataclass(frozen=True, kw_only=True)
class FavourTakenBackLetter(FriendLetter):
    """A letter that asks nothing. It is not sent to a friend who has answered."""

    kind: ClassVar[str] = "favour_taken_back"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the favour that was taken back; who never had the question hears nothing of it."""
        read = told(owed) if _was_sent(owed) else None
        return cls(**read) if read else None

    @classmethod
    def example(cls) -> Self:
        """Return Sam's letter to Anna."""
        return cls(**sample())

    @property
    def subject(self) -> str:
        """Say it."""
        return _("No favour needed")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("No favour needed any more")

    @property
    def body(self) -> list[Block]:
        """Return that there is nothing to do."""
        return [
            p(
                _(
                    "%(organiser)s had asked you a favour here and has taken the question back. "
                    "There is nothing you need to do, and nothing more will come of it.",
                    organiser=self.organiser,
                )
            )
        ]

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Lead nowhere: the question's own link is as good as gone."""
        return []


def _was_sent(owed: Owed) -> bool:
    question = (Owed.kind == "favour") & (Owed.subject == owed.subject) & (Owed.state == LetterState.SENT)
    return db.session.scalar(sa.select(Owed.id).where(question)) is not None
