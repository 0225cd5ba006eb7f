"""Suspending: somebody is kept out until further notice, and nothing more is mailed for them or to them.

What others have stays theirs: an event that is coming goes on, and its guests keep their links and their answers.
"""

import sqlalchemy as sa

from coordinator.accounts.account import Account
from coordinator.accounts.device import revoke_all
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.plans.favour import Favour
from coordinator.plans.plan import Plan
from coordinator.post.outbox import Letter, LetterState


def suspend(account: Account) -> None:
    """Keep somebody out, everywhere and at once; raises `NotPossible` for an operator."""
    if account.is_operator:
        raise NotPossible
    account.is_active = False
    revoke_all(account.id)
    asked = sa.select(Favour.id).join(Plan, Plan.id == Favour.plan_id).where(Plan.organiser_id == account.id)
    invited = sa.select(Invitation.id).join(Event).join(Hosting).where(Hosting.account_id == account.id)
    for kind, numbers in (("favour", asked), ("invitation", invited)):
        subjects = [f"{kind}:{number}" for number in db.session.scalars(numbers)]
        theirs = (Letter.kind == kind) & Letter.subject.in_(subjects) & (Letter.state == LetterState.WAITING)
        db.session.execute(sa.update(Letter).where(theirs).values(state=LetterState.TAKEN_BACK))


def let_in(account: Account) -> None:
    """Let somebody sign in again; letters that were taken back stay so."""
    account.is_active = True


def is_suspended(email: str) -> bool:
    """Say whether an address is that of somebody who is kept out."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Account.email == email, ~Account.is_active))))
