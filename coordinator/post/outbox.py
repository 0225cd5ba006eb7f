"""The outbox: a letter is a row written in the same transaction as the change that owes it (mail.md)."""

import enum
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, insert_once

GIVE_UP = timedelta(hours=48)


class LetterState(enum.StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # nothing was left to say, or nobody to say it to
    TAKEN_BACK = "taken_back"


class Letter(Model):
    """A letter owed. It names whom and about what by row, so that no address, word or link rests here.

    `kind` is a class in `post.letters`; `subject` is "table:id"; `reason` makes it owed only once.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "reason"),
        sa.Index("ix_letter_waiting", "state", "not_before"),
        sa.Index("ix_letter_queue", "queue", "state"),
        sa.Index("ix_letter_sent_at", "sent_at"),
        sa.Index(
            "ix_letter_leased_until",
            "leased_until",
            sqlite_where=sa.text("leased_until IS NOT NULL"),
            postgresql_where=sa.text("leased_until IS NOT NULL"),
        ),
        sa.Index("ix_letter_kind", "state", "kind", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(60))
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    queue: Mapped[str] = mapped_column(sa.String(60), default="")  # one reader's letters go out in order
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]  # a worker has laid it ready, and nobody else takes it
    sending_at: Mapped[datetime | None]  # since when the mail server may have it, and nobody can take it back
    again_at: Mapped[datetime | None]  # when to try once more, after trouble or the night; when it was given up
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(sa.String(120), default="")  # a server's status code, never its text

    @property
    def subject_id(self) -> str:
        """Return the id part of "table:id"."""
        return self.subject.partition(":")[2]

    @property
    def row(self) -> int:
        """Return the id part as the number of a row, 0 where it is none."""
        return int(self.subject_id) if self.subject_id.isdigit() else 0

    @property
    def is_old(self) -> bool:
        """Say whether it has been due for so long that trying again would only be late."""
        return clock.now() >= self.not_before + GIVE_UP


LETTER = cast("sa.Table", Letter.__table__)


def owe(kind: str, subject: str, **more: Any) -> None:
    """Owe a letter in the current transaction; the same letter for the same reason is owed once."""
    owe_together([due(kind, subject, **more)])


def owe_together(letters: list[dict[str, Any]]) -> None:
    """Owe several letters by one statement."""
    db.session.execute(insert_once(LETTER), letters)


def due(
    kind: str,
    subject: str,
    *,
    reason: str = "",
    queue: str = "",
    not_before: datetime | None = None,
) -> dict[str, Any]:
    """Return the row of a letter to owe."""
    row = {"kind": kind, "subject": subject, "reason": reason, "queue": queue or subject}
    return row | {"not_before": not_before or clock.now()}


def waits(queue: str) -> bool:
    """Say whether a letter is still on its way to somebody."""
    waiting = (Letter.queue == queue) & (Letter.state == LetterState.WAITING)
    return db.session.scalar(sa.select(Letter.id).where(waiting).limit(1)) is not None


def take_back(kind: str, subject: str) -> bool:
    """Take a letter back that no mail server has yet; says whether there was one."""
    waiting = (Letter.kind == kind) & (Letter.subject == subject) & (Letter.state == LetterState.WAITING)
    free = sa.or_(Letter.sending_at.is_(None), Letter.leased_until < clock.now())
    taken = sa.update(Letter).where(waiting, free).values(state=LetterState.TAKEN_BACK).returning(Letter.id)
    return bool(db.session.scalars(taken).all())
