"""What somebody hosts, for the calendar they follow: as it was published, sure and busy, and nothing of its guests."""

from typing import Any

import sqlalchemy as sa

from coordinator.calendars import files
from coordinator.calendars.lines import joined
from coordinator.calendars.vevent import Status, standing, state
from coordinator.database import db
from coordinator.events.agenda import COLOUR, DAY_IS_KNOWN, EVENT, HOSTING, OFF, STAYS, WRITTEN, since, written

ME = sa.bindparam("account_id", type_=sa.Integer())
HERS = (
    sa.select(*WRITTEN, EVENT.c.sequence, EVENT.c.revised_at)
    .add_columns(OFF.c.at.is_not(None).label("is_off"))
    .select_from(EVENT.join(HOSTING, HOSTING.c.id == EVENT.c.hosting_id).outerjoin(OFF, OFF.c.event_id == EVENT.c.id))
    .where(sa.or_(HOSTING.c.account_id == ME, HOSTING.c.cohost_account_id == ME))
    .where(EVENT.c.published_at.is_not(None), DAY_IS_KNOWN, STAYS)
    .order_by(EVENT.c.starts_at, EVENT.c.id)
)


def feed(account_id: int, name: str) -> bytes:
    """Return what an account hosts or co-hosts; what was called off stays thirty days."""
    rows = db.session.connection().execute(HERS, {"account_id": account_id, **since()}).all()
    kept = written(rows)
    vevents = (joined(lines, _own(row)) for row, (lines, _zone) in zip(rows, kept, strict=True))
    return files.wrap(vevents, (zone for _lines, zone in kept), files.followed(name, COLOUR))


def _own(row: Any) -> str:  # noqa: ANN401 - a row of the statement above
    status = Status.CANCELLED if row.is_off else Status.CONFIRMED
    return standing(row.revised_at, row.sequence, state(status, busy=not row.is_off))
