"""A wait that outlives its account: from when somebody who deleted one may begin a plan again, by fingerprint alone."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.accounts import known_as
from coordinator.accounts.account import Account
from coordinator.database import Model, db


class PlanWait(Model):
    """Until when an address cannot begin a plan; never the address, and it goes with the wait."""

    __tablename__ = "plan_wait"

    fingerprint: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    until: Mapped[datetime]


def keep(fingerprints: Iterable[str], until: datetime) -> None:
    """Keep a wait for each address that somebody had; the longer of two stands."""
    for mark in fingerprints:
        row = db.session.get(PlanWait, mark) or PlanWait(fingerprint=mark, until=until)
        row.until = max(row.until, until)
        db.session.add(row)
    db.session.flush()


def until(organiser: Account) -> datetime | None:
    """Return until when somebody waits because of an account that is gone, or None."""
    mine = PlanWait.fingerprint.in_(known_as.marks_of(organiser)) & (PlanWait.until > clock.now())
    return db.session.scalar(sa.select(sa.func.max(PlanWait.until)).where(mine))
