"""Addresses an account had before, by fingerprint alone: whoever moves to another address is still the same person."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.accounts.account import Account
from coordinator.contact import fingerprint
from coordinator.database import Model, db, insert_once


class KnownAs(Model):
    """That an account was once at an address; kept for as long as the account."""

    __tablename__ = "known_as"

    fingerprint: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)


def remember(account: Account) -> None:
    """Keep the fingerprint of an address that an account is about to leave."""
    db.session.execute(insert_once(KnownAs), {"fingerprint": fingerprint(account.email), "account_id": account.id})


def marks_of(account: Account) -> set[str]:
    """Return the fingerprints by which an account's owner is known: of the present address and of those before."""
    before = sa.select(KnownAs.fingerprint).where(KnownAs.account_id == account.id)
    return {fingerprint(account.email), *db.session.scalars(before)}


def marks_of_all(account_ids: Iterable[int]) -> set[str]:
    """Return the fingerprints by which the owners of some accounts are known."""
    found = db.session.scalars(sa.select(Account).where(Account.id.in_(list(account_ids))))
    return {mark for account in found for mark in marks_of(account)}


def owner_of(email: str) -> Account | None:
    """Return the account that is, or once was, at an address in any variant of it, or None."""
    local, _at, domain = email.rpartition("@")
    alike = Account.email.startswith(local.split("+")[0], autoescape=True)
    here = sa.select(Account).where(alike, Account.email.endswith(f"@{domain}", autoescape=True))
    mark = fingerprint(email)
    for account in db.session.scalars(here.order_by(Account.id)):
        if fingerprint(account.email) == mark:
            return account
    was = sa.select(Account).join(KnownAs, KnownAs.account_id == Account.id).where(KnownAs.fingerprint == mark)
    return db.session.scalar(was.limit(1))
