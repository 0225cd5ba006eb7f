"""An account taken out of every table: its own words at once, the bare row once nobody else needs it any more."""

from collections.abc import Collection

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange
from coordinator.accounts.device import Device
from coordinator.accounts.known_as import KnownAs
from coordinator.accounts.passkey import Passkey
from coordinator.accounts.sign_in import SignIn
from coordinator.consent.readiness import OrganiserReadiness
from coordinator.database import db
from coordinator.events.hosting import Hosting
from coordinator.history.shared import SharedEvent
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import READABLE, Plan
from coordinator.plans.screening import Screening
from coordinator.post.outbox import Letter


def clear(account: Account) -> None:
    """Delete everything of an account that nobody else needs, and leave a row that says nothing of anybody."""
    _forget_plans(account)
    _forget_ways_in(account)
    account.hollow_out()
    db.session.flush()
    forget_gone()


def forget_gone() -> int:
    """Delete the hollow rows of accounts on which nothing hangs any more, and say how many."""
    hosts = sa.exists().where(Hosting.account_id == Account.id)
    plan = sa.exists().where(Plan.organiser_id == Account.id)
    held = sa.exists().where(Hosting.plan_id == Plan.id, Plan.organiser_id == Account.id)
    told = Account.gone_at < clock.now() - READABLE  # friends who open a link till then read that it is over
    unneeded = sa.and_(Account.gone_at.is_not(None), ~hosts, sa.or_(~plan, told & ~held))
    gone = list(db.session.scalars(sa.select(Account.id).where(unneeded)))
    erase(gone)
    return len(gone)


def erase(account_ids: Collection[int]) -> None:
    """Delete accounts with their plans; letters name both by a number that may be given away again."""
    owned = db.session.scalars(sa.select(Plan.id).where(Plan.organiser_id.in_(account_ids)))
    subjects = [*(f"account:{number}" for number in account_ids), *(f"plan:{number}" for number in owned)]
    db.session.execute(sa.delete(Letter).where(Letter.subject.in_(subjects)))
    db.session.execute(sa.delete(Account).where(Account.id.in_(account_ids)))


def _forget_plans(account: Account) -> None:
    """Take every word of the organiser out of his plans; the bare rows stay while hosts and guests need them."""
    owned = list(db.session.scalars(sa.select(Plan.id).where(Plan.organiser_id == account.id)))
    asked = list(db.session.scalars(sa.select(Favour.id).where(Favour.plan_id.in_(owned))))
    subjects = [f"plan:{number}" for number in owned] + [f"favour:{number}" for number in asked]
    queues = [f"organiser-of:{number}" for number in owned]
    for change in (
        sa.delete(Letter).where(sa.or_(Letter.subject.in_(subjects), Letter.queue.in_(queues))),
        sa.update(Plan).where(Plan.id.in_(owned)).values(other_name=""),
        sa.update(Friend).where(Friend.plan_id.in_(owned)).values(name="", address=None, fingerprint=None),
        sa.update(Favour).where(Favour.plan_id.in_(owned)).values(line=None),
        sa.delete(SharedEvent).where(SharedEvent.plan_id.in_(owned)),
        sa.delete(OrganiserReadiness).where(OrganiserReadiness.plan_id.in_(owned)),
        sa.delete(Screening).where(Screening.account_id == account.id),
    ):
        db.session.execute(change)
    link.forget(Purpose.PLAN_CALENDAR, owned)


def _forget_ways_in(account: Account) -> None:
    """Delete everything by which the account was entered, and every letter about it."""
    link.forget(Purpose.HOST_CALENDAR, [account.id])
    tried = sa.select(SignIn.id).where(sa.or_(SignIn.account_id == account.id, SignIn.email == account.email))
    changes = sa.select(AddressChange.id).where(AddressChange.account_id == account.id)
    keys = [f"sign-in:{key}" for key in db.session.scalars(tried)]
    keys += [f"address-change:{key}" for key in db.session.scalars(changes)] + [f"account:{account.id}"]
    db.session.execute(sa.delete(Letter).where(Letter.subject.in_(keys)))
    db.session.execute(sa.delete(SignIn).where(SignIn.id.in_(tried)))
    for table in (Device, Passkey, AddressChange, KnownAs):
        db.session.execute(sa.delete(table).where(table.account_id == account.id))
