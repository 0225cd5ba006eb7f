"""The story with canaries: every word Sam can type, or every word a host or guest can, is one that sings."""

from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange
from coordinator.accounts.passkey import Passkey
from coordinator.clock import now
from coordinator.consent.report import About, Report
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.events import answering, by_calendar, draft
from coordinator.events.answer import Answer
from coordinator.events.bring import BringItem
from coordinator.events.by_calendar import Heard
from coordinator.events.calendar_letter import ask
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan
from tests.cast import Cast
from tests.promises.canaries import MARK, canary
from tests.promises.owners import OWNERS, Owner, owned_by

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
        moves_to = f"{canary('address_change.email').lower()}@posteo.example"
        db.session.add(AddressChange(account=sam, email=moves_to, fingerprint=fingerprint(moves_to)))
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


# Chosen from lists too.
OTHERS_CHOOSE = {"event.zone", "hosting.zone", "hosting.language", "guest.language", "guest.zone"}
NOT_SAMS = owned_by(Owner.HOST, Owner.GUEST, Owner.FRIEND, Owner.OPERATOR)
OTHERS = [name for name in NOT_SAMS if name not in OTHERS_CHOOSE]


def let_others_sing(story: Cast) -> Cast:
    """Let every word that is not Sam's sing: those of hosts, guests, friends and the operator."""
    event = story.event
    db.session.add(BringItem(event_id=event.id, name="Lemonade"))
    db.session.flush()
    db.session.expire(event, ["items"])
    said = {question.id: "The one with the trains" for question in event.questions}
    answering.reply(story.invitation("Kim"), Answer.YES, food="No nuts", item_id=event.items[0].id, words=said)
    ask(story.invitation("Priya"), "priya@elsewhere.example", note=True)
    heard = Heard(event.sequence, now(), signed=("p.raman@work.example",), comment="Half an hour late")
    by_calendar.answer(story.invitation("Tomasz"), Answer.YES, heard)
    by_calendar.propose(story.invitation("Lotte"), event.starts_at, heard)
    draft.keep(story.hosting.id, {"title": canary("event_draft.typed")})
    db.session.add(Report(plan_id=story.plan.id, about=About.WORDS, words="It reads like a letter."))
    event.was_place = "elsewhere"
    db.session.flush()
    for name in OTHERS:
        if name != "event_draft.typed":
            table, column = name.split(".")
            values = {column: canary(name)}
            filled = db.metadata.tables[table].c[column].is_not(None)
            db.session.execute(sa.update(db.metadata.tables[table]).where(filled).values(**values))
    db.session.commit()
    return story
