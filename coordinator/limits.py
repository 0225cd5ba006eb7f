"""Limits that somebody relies on: each use is a row for as long as it counts, for all workers and after a restart."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, write_first
from coordinator.instance import peppered


class Use(Model):
    """One use of something limited; `whose` is a fingerprint, from which nobody can tell who did what."""

    __tablename__ = "use"
    __table_args__ = (sa.Index("ix_use_whose_counts_until", "whose", "counts_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[str] = mapped_column(sa.String(64))
    counts_until: Mapped[datetime] = mapped_column(index=True)


def spend(what: str, whose: object, *, most: int, within: timedelta) -> datetime | None:
    """Count one more use in the current transaction, or return the moment from which there is room for one.

    Whoever spends the same waits for the end of this transaction, so that many at once are counted one by one.
    """
    mark = peppered(f"{what}:{whose}")
    write_first(mark)
    counted = (Use.whose == mark) & (Use.counts_until > clock.now())
    newest = sa.select(Use.counts_until).where(counted).order_by(Use.counts_until.desc()).limit(most)
    still = list(db.session.scalars(newest))
    if len(still) >= most:
        return still[-1] if still else clock.now() + within
    db.session.add(Use(whose=mark, counts_until=clock.now() + within))
    return None
