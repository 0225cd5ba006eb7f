"""Inviting: the operator makes accounts, for organisers and for other operators, and hands links on, to anybody."""

from coordinator.accounts import known_as, sign_in
from coordinator.accounts.account import Account, by_email
from coordinator.contact import normal_address
from coordinator.database import db, write_first
from coordinator.errors import NotPossible
from coordinator.instance import settings
from coordinator.post.outbox import owe
from coordinator.words import _l


def is_known(email: str) -> bool:
    """Say whether somebody has signed in with an address before, so that a link to sign in is theirs alone to ask."""
    account = by_email(normal_address(email))
    return account is not None and account.verified_at is not None


def invite(email: str, name: str = "") -> str:
    """Invite an organiser and return a link that signs in once; mailed too where the site mails."""
    account = _account(email, name)
    if account.is_operator:
        raise NotPossible(_l("That address belongs to an operator, who cannot own a plan."))
    account.may_organise = True
    row = sign_in.hand(account)
    if settings().mails:
        owe("invite_organiser", f"sign-in:{row.id}")
    return sign_in.link(row)


def make_operator(email: str, name: str = "") -> str:
    """Make an operator, who can never own a plan, and return a link that signs in once."""
    account = _account(email, name)
    if account.may_organise:
        raise NotPossible(_l("That address belongs to an organiser, who cannot be the operator."))
    account.is_operator = True
    return sign_in.link(sign_in.hand(account))


def let_in(email: str) -> str:
    """Return a link that signs in once, for an account that is there already; it makes and changes none."""
    account = by_email(normal_address(email))
    if account is None or not account.is_active:
        raise NotPossible(_l("No account with that address can sign in."))
    return sign_in.link(sign_in.hand(account))


def _account(email: str, name: str) -> Account:
    """Return the account of an address, made now if there is none; nobody gets a second one by another address."""
    address = normal_address(email)
    write_first(f"account:{address}")  # a second click waits here, and finds the account
    account = by_email(address)
    if account is None and known_as.owner_of(address) is not None:
        raise NotPossible(_l("Whoever has this address has an account here already, at another address of theirs."))
    if account is None:
        account = Account(email=address, name=name, language="", zone=settings().time_zone)
        db.session.add(account)
        db.session.flush()
    account.name = name or account.name
    return account
