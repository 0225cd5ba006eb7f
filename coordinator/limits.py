"""Limits that somebody relies on: each use is a row for as long as it counts, for all workers and after a restart."""

from datetime import datetime, timedelta
from typing import cast

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


# Built once: each form behind a limit is sent through these.
USE = cast("sa.Table", Use.__table__)
MARK = sa.bindparam("mark", type_=USE.c.whose.type)
NOW, UNTIL = (sa.bindparam(name, type_=USE.c.counts_until.type) for name in ("now", "until"))
COUNTED = (USE.c.whose == MARK) & (USE.c.counts_until > NOW)
IS_ROOM = sa.select(sa.func.count()).where(COUNTED).scalar_subquery() < sa.bindparam("most")
ONE_MORE = (
    sa.insert(USE)
    .from_select(["whose", "counts_until"], sa.select(MARK, UNTIL).where(IS_ROOM))
    .returning(USE.c.counts_until)
)
NEWEST = sa.select(USE.c.counts_until).where(COUNTED).order_by(USE.c.counts_until.desc()).limit(sa.bindparam("most"))


def spend(what: str, whose: object, *, most: int, within: timedelta) -> datetime | None:
    """Count one more use in the current transaction, or return the moment from which there is room for one.

    Whoever spends the same waits for the end of this transaction, so that many at once are counted one by one.
    """
    mark, now = peppered(f"{what}:{whose}"), clock.now()
    write_first(mark)
    bound = {"mark": mark, "now": now, "until": now + within, "most": most}
    if db.session.scalar(ONE_MORE, bound):
        return None
    return list(db.session.scalars(NEWEST, bound))[-1] if most else now + within
