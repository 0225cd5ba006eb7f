"""Idle accounts: nobody signed in for half a year, a letter said so, and a month later they go (product.md §7).

Where no letter could say so, they stay for a year.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import clock, erasing
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.database import db
from coordinator.events.hosting import Hosting
from coordinator.plans import plan as plans
from coordinator.post.outbox import Letter, LetterState, owe

IDLE = timedelta(days=180)
NOTICE = timedelta(days=30)
UNTOLD = timedelta(days=180)  # so much longer, where no letter reached anybody


def note_last_use() -> None:
    """Move each account's notice to half a year after a browser of theirs was last in use."""
    last_seen = sa.select(Device.account_id, sa.func.max(Device.seen_at)).group_by(Device.account_id)
    seen = {row[0]: row[1] for row in db.session.execute(last_seen)}
    for account in db.session.scalars(sa.select(Account).where(Account.verified_at.is_not(None))):
        if account.id in seen:
            account.idle_notice_at = seen[account.id] + IDLE
        elif account.idle_notice_at is None:  # signed out by hand, a day ago at most
            account.idle_notice_at = clock.now() + IDLE
    db.session.flush()


def forget_idle() -> int:
    """Owe every idle account its notice, delete those that had it a month ago, and say how many those were."""
    note_last_use()
    return sum(_forget_or_tell(account) for account in list(_idle()))


def _idle() -> Iterator[Account]:
    """Yield idle accounts; hosts keep theirs while they host, organisers while anything is counted from a plan."""
    hosts = sa.exists().where(sa.or_(Hosting.account_id == Account.id, Hosting.cohost_account_id == Account.id))
    idle = sa.select(Account).where(Account.idle_notice_at <= clock.now(), Account.is_operator.is_(False), ~hosts)
    for account in db.session.scalars(idle.order_by(Account.id)):
        plan = plans.current(account.id)
        if (plan is None or plan.is_over) and plans.possible_from(account) is None:
            yield account


def _forget_or_tell(account: Account) -> bool:
    """Delete an account whose time is over; tell the others, once for each time they fell idle."""
    since = account.idle_notice_at or clock.now()
    subject, reason = f"account:{account.id}", f"{since:%Y-%m-%d}"
    notice = (Letter.kind == "account_idle") & (Letter.subject == subject) & (Letter.reason == reason)
    letter = db.session.scalar(sa.select(Letter).where(notice))
    if letter is None:
        owe("account_idle", subject, reason=reason)
        return False
    if clock.now() < _goes_at(letter, since):
        return False
    erasing.erase([account.id])
    return True


def _goes_at(letter: Letter, since: datetime) -> datetime:
    """Return when an account goes that fell idle at a moment: a month after a letter said so, much later without."""
    month_later = letter.created_at + NOTICE
    return month_later if letter.state is LetterState.SENT else max(month_later, since + UNTOLD)
