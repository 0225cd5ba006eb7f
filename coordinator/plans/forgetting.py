"""Forgetting what the organiser wrote to a friend, and where the friend is reached (product.md §7)."""

from datetime import timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.instance import pace
from coordinator.plans.favour import Favour, Friend


def forget(favour: Favour) -> None:
    """Delete a friend's address and the line to them; no page of the organiser ever shows either."""
    favour.line = None
    favour.friend.address = None


def forget_lapsed() -> int:
    """Delete line and address of every favour whose week is over and say how many; the daily purge calls it."""
    week_ago = clock.now() - timedelta(days=pace().favour_days)
    lapsed = sa.update(Favour).where(Favour.goes_at <= week_ago, Favour.line.is_not(None)).returning(Favour.id)
    lines = db.session.scalars(lapsed.values(line=None)).all()
    is_open = sa.exists().where(Favour.friend_id == Friend.id, Favour.goes_at > week_ago)
    named = sa.update(Friend).where(~is_open, Friend.address.is_not(None)).returning(Friend.id)
    return len(lines) + len(db.session.scalars(named.values(address=None)).all())
