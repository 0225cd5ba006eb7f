"""An account moves to another address, and what hangs on an address comes along: wishes, hostings, sign-ins."""

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts import known_as
from coordinator.accounts.account import Account, by_email
from coordinator.accounts.address_change import AddressChange
from coordinator.accounts.sign_in import SignIn
from coordinator.consent.stop import Stop
from coordinator.consent.suppression import Suppression, follow
from coordinator.contact import fingerprint
from coordinator.database import db, write_first
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.plans.plan import Plan


def may_move(account: Account, email: str) -> bool:
    """Say whether an account can have an address: nobody else's, and never one by which somebody hosts for himself."""
    taken = by_email(email)
    return (taken is None or taken.id == account.id) and fingerprint(email) not in _across(account)


def may_write_to(change: AddressChange) -> bool:
    """Say whether a letter may go to a new address: never to anybody a plan is about, or who asked to be left alone.

    Whoever typed it may be an organiser, and a letter that arrives would be a word from him, whatever it says.
    """
    mark = change.fingerprint
    if mark in known_as.marks_of(change.account):
        return True
    own = Hosting.plan_id.in_(sa.select(Plan.id).where(Plan.organiser_id == change.account_id))
    invited = sa.select(Guest.id).join(Guest.hosting).where(sa.or_(Guest.role == Role.OTHER, own))
    wishes = (
        sa.exists().where(Guest.id.in_(invited), Guest.fingerprint == mark),
        sa.exists().where(Stop.fingerprint == mark),
        sa.exists().where(Suppression.fingerprint == mark),
    )
    return not db.session.scalar(sa.select(sa.or_(*wishes)))


def settle(change: AddressChange) -> bool:
    """Move an account whose two addresses agreed; says whether it could."""
    write_first()
    account, email = change.account, change.email
    change.end()
    if email is None or not account.is_active or not may_move(account, email):
        return False
    _move(account, email)
    return True


def _move(account: Account, email: str) -> None:
    old = account.email
    known_as.remember(account)
    follow(fingerprint(old), fingerprint(email))
    void = sa.or_(SignIn.account_id == account.id, SignIn.email == old) & SignIn.used_at.is_(None)
    db.session.execute(sa.update(SignIn).where(void).values(used_at=clock.now()))
    shown = (Hosting.account_id == account.id) & (Hosting.address == old)
    db.session.execute(sa.update(Hosting).where(shown).values(address=email))
    account.email = email
    db.session.flush()


def _across(account: Account) -> set[str]:
    """Return how everybody is known who stands on the other side: the hosts of one's plans, the organisers of hosts."""
    hosting = sa.select(Hosting.account_id, Hosting.cohost_account_id, Plan.organiser_id)
    rows = db.session.execute(
        hosting.join(Plan, Plan.id == Hosting.plan_id).where(
            sa.or_(
                Plan.organiser_id == account.id,
                Hosting.account_id == account.id,
                Hosting.cohost_account_id == account.id,
            )
        )
    ).all()
    hosts = {each for host, cohost, organiser in rows if organiser == account.id for each in (host, cohost) if each}
    organisers = {organiser for _host, _cohost, organiser in rows if organiser != account.id}
    return known_as.marks_of_all(hosts | organisers)
