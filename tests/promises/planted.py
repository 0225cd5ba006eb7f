"""The story with canaries: every word Sam can type, or every word a host or guest can, is one that sings."""

from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.account import Account
from coordinator.accounts.passkey import Passkey
from coordinator.database import db
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan
from tests.cast import Cast
from tests.promises.canaries import MARK, canary
from tests.promises.owners import OWNERS, Owner

FAR = "Pacific/Chatham"  # a zone is chosen from a list, so a rare one sings in its place


class SamSings(Cast):
    """The cast, but every word of Sam's is a canary: his account, his plan, his friends, what he writes to them."""

    @cached_property
    def sam(self) -> Account:
        """Return Sam, whose very address sings, and who reads German in the Pacific."""
        sam = Account(
            email=f"{canary('account.email').lower()}@posteo.example",
            name=canary("account.name"),
            language="de",
            zone=FAR,
            may_organise=True,
        )
        db.session.add(sam)
        db.session.flush()
        db.session.add(Passkey(account_id=sam.id, credential_id=b"1", public_key=b"2", name=canary("passkey.name")))
        db.session.commit()
        return sam

    @cached_property
    def plan(self) -> Plan:
        """Return the plan about somebody whom Sam calls by a canary."""
        screening.record(self.sam.id, screening.Outcome.CLEAR)
        plan = plans.start(self.sam, canary("plan.other_name"), date(2026, 2, 1))
        db.session.commit()
        self.clock.shift(timedelta(hours=24))
        return plan

    def friend(self, name: str = "Anna", address: str | None = None) -> Friend:
        """Return a friend as Sam writes them down."""
        mine = f"{canary('friend.address').lower()}@{name.lower()}.example"
        return super().friend(canary("friend.name") + name, address or mine)

    @cached_property
    def favour(self) -> Favour:
        """Return the favour Sam asked Anna, with a line that sings."""
        return self._asked("Anna")

    @cached_property
    def noors_favour(self) -> Favour:
        """Return the favour Sam asked Noor, with a line that sings."""
        return self._asked("Noor")

    def _asked(self, name: str) -> Favour:
        favour = asking.ask(self.plan, self.friend(name), line=canary("favour.line"), by_mail=True)
        db.session.commit()
        return favour


def lies_in(app: Flask) -> set[str]:
    """Return every text column in which a canary lies, addresses opened."""
    found = set()
    for name in OWNERS:
        table, column = name.split(".")
        values = db.session.scalars(sa.select(db.metadata.tables[table].c[column]))
        if any(MARK in str(value).casefold() for value in values if value is not None):
            found.add(name)
    return found


# What Sam types but chooses from a list, or what is never kept; a canary cannot lie there.
CHOSEN = {"account.language", "account.zone", "device.label"}


def organisers() -> set[str]:
    """Return the columns a canary of Sam's may lie in, and no other."""
    return {name for name, owner in OWNERS.items() if owner in {Owner.ORGANISER, Owner.ACCOUNT}}
