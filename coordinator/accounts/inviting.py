"""Inviting: the operator makes accounts, for organisers and for other operators, and hands links on."""

from coordinator.accounts import sign_in
from coordinator.accounts.account import Account, by_email
from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.instance import settings
from coordinator.post.outbox import owe


def is_known(email: str) -> bool:
    """Say whether somebody has signed in with an address before, so that a link to sign in is theirs alone to ask."""
    account = by_email(normal_address(email))
    return account is not None and account.verified_at is not None


def invite(email: str, name: str = "") -> str:
    """Invite an organiser and return a link that signs in once; mailed too where the site mails."""
    account = _account(email, name)
    if account.is_operator:
        raise NotPossible
    account.may_organise = True
    row = sign_in.hand(account)
    if settings().mails:
        owe("invite_organiser", f"sign-in:{row.id}")
    return sign_in.link(row)


def make_operator(email: str, name: str = "") -> str:
    """Make an operator, who can never own a plan, and return a link that signs in once."""
    account = _account(email, name)
    if account.may_organise:
        raise NotPossible
    account.is_operator = True
    return sign_in.link(sign_in.hand(account))


def _account(email: str, name: str) -> Account:
    """Return the account of an address, made now if there is none."""
    address = normal_address(email)
    account = by_email(address)
    if account is None:
        account = Account(email=address, name=name, language="", zone=settings().time_zone)
        db.session.add(account)
        db.session.flush()
    account.name = name or account.name
    return account
