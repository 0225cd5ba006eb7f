"""Hosting together: a second account with the same rights, never the organiser's."""

from flask_babel import lazy_gettext as _l

from coordinator.accounts import known_as
from coordinator.accounts.account import Account
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events.hosting import Hosting
from coordinator.plans.answering import host_account
from coordinator.plans.plan import Plan


def share(hosting: Hosting, by: Account, email: str, name: str) -> None:
    """Let somebody host along; raises `NotPossible` for the organiser, and for anybody but the host herself."""
    if not hosting.is_active or by.id != hosting.account_id:
        raise NotPossible
    if fingerprint(email) in known_as.marks_of(db.session.get_one(Plan, hosting.plan_id).organiser):
        raise NotPossible(_l("That person can’t host this."))
    account = host_account(email, name, language=hosting.language, zone=hosting.zone)
    if account.id == hosting.account_id:
        raise NotPossible(_l("That’s your own address."))
    hosting.cohost_account_id = account.id


def unshare(hosting: Hosting) -> None:
    """Host alone again."""
    hosting.cohost_account_id = None
