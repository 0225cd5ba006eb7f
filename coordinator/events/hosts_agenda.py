"""What somebody hosts, for the calendar they follow: as it was published, sure and busy, and nothing of its guests."""

from dataclasses import dataclass

import sqlalchemy as sa

from coordinator.accounts.account import Account
from coordinator.calendars import files
from coordinator.database import db
from coordinator.events import joining
from coordinator.events.hosting import Hosting
from coordinator.events.joining import COLOUR, DAY_IS_KNOWN, EVENT, OFF, STAYS, WRITTEN
from coordinator.links.link import Link, Purpose, fingerprint

ACCOUNT, HOSTING, LINK = (each.__table__ for each in (Account, Hosting, Link))
FOLLOWED = (
    sa.select(ACCOUNT.c.id, ACCOUNT.c.language)
    .select_from(LINK.join(ACCOUNT, ACCOUNT.c.id == LINK.c.subject_id))
    .where(LINK.c.token_hash == sa.bindparam("token_hash"), LINK.c.purpose == Purpose.HOST_CALENDAR)
    .where(LINK.c.revoked_at.is_(None), ACCOUNT.c.is_active)
)
ME = sa.bindparam("account_id", type_=sa.Integer())
HERS = (
    sa.select(*WRITTEN, EVENT.c.sequence, EVENT.c.revised_at, sa.true(), OFF.c.at.is_not(None))
    .select_from(EVENT.join(HOSTING, HOSTING.c.id == EVENT.c.hosting_id).outerjoin(OFF, OFF.c.event_id == EVENT.c.id))
    .where(sa.or_(HOSTING.c.account_id == ME, HOSTING.c.cohost_account_id == ME))
    .where(EVENT.c.published_at.is_not(None), DAY_IS_KNOWN, STAYS)
    .order_by(EVENT.c.starts_at, EVENT.c.id)
)


@dataclass(frozen=True, slots=True)
class Hosted:
    """What an account hosts or co-hosts, read but not yet written; what was called off stays thirty days."""

    language: str
    rows: joining.Rows

    @property
    def state(self) -> str:
        """Say all that the feed's bytes hang on: each event with its kept lines, its sequence and last revision."""
        return f"host {self.language} {[tuple(row) for row in self.rows]}"

    def feed(self, name: str) -> bytes:
        """Write it."""
        return joining.calendar(self.rows, files.followed(name, COLOUR))


def hosted(token: str) -> Hosted | None:
    """Return what the account hosts whose calendar a token opens; two statements."""
    ask = db.session.connection().execute
    found = ask(FOLLOWED, {"token_hash": fingerprint(token)}).first()
    return Hosted(found.language, ask(HERS, {"account_id": found.id, **joining.since()}).all()) if found else None
