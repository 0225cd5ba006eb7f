"""That a message was dealt with, by its hash alone: whatever restarts, it has its effect once."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, insert_once


class Outcome(enum.StrEnum):
    """What became of a message that came in."""

    ANSWERED = "answered"
    OLD_DATE = "old_date"  # an answer to a date that has changed
    PROPOSED = "proposed"  # another time
    RESENT = "resent"  # the guest's calendar asked for the date once more
    RETURNED = "returned"  # a letter did not arrive
    PROSE = "prose"  # words for nobody: counted, not kept
    REFUSED = "refused"
    UNKNOWN = "unknown"  # for nobody here; no row is written
    AGAIN = "again"  # dealt with before; no row is written


class Received(Model):
    """One message that came in, and nothing that leads to anybody."""

    __tablename__ = "received"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    outcome: Mapped[Outcome]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


def is_first(digest: str) -> bool:
    """Note a message in the current transaction, and say whether it was not noted before."""
    noted = insert_once(Received).values(digest=digest, outcome=Outcome.REFUSED).returning(Received.digest)
    return db.session.scalar(noted) is not None


def settle(digest: str, outcome: Outcome) -> None:
    """Note what became of it."""
    db.session.execute(sa.update(Received).where(Received.digest == digest).values(outcome=outcome))
