"""Deleting an account: what it had a part in ends or passes on, its own words go at once, and no wait is escaped."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from coordinator import clock, erasing
from coordinator.accounts import known_as
from coordinator.accounts.account import Account
from coordinator.consent.ending import Told
from coordinator.consent.erasing import erase
from coordinator.database import db, write_first
from coordinator.errors import NotPossible
from coordinator.events import draft, hosting, news, stepping_back
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import plan as plans
from coordinator.plans import record as records
from coordinator.plans import waiting
from coordinator.plans.term import close_if_due, end_of
from coordinator.post.outbox import owe


class LastOperator(NotPossible):
    """Somebody has to be there who runs the site."""

    sentence = _l(
        "You’re the only one who runs this site. Make somebody else an operator first; then this account can go."
    )


@dataclass(frozen=True)
class Part:
    """One coming event, and who hosts it from then on; nobody, where it is called off."""

    event: Event
    taken_over_by: str


@dataclass(frozen=True)
class Outlook:
    """What would happen: to a plan, its list of dates, events and a host's name; until when a new plan would wait."""

    ends_plan: bool
    has_list: bool
    parts: tuple[Part, ...]
    leaves_name: bool
    until: datetime | None
    is_last_operator: bool


def look(account: Account) -> Outlook:
    """Say beforehand what deleting an account does; nothing changes."""
    record = records.of_organiser(account.id)
    ends_plan = record is not None and end_of(record) is None
    waits = [plans.possible_from(account), *([plans.again_after(Told.OWN, clock.now())] if ends_plan else [])]
    return Outlook(
        ends_plan=ends_plan,
        has_list=record is not None,
        parts=tuple(Part(event, _heir_name(of)) for of in _own(account) for event in _coming(of)),
        leaves_name=any(_heir(of) is None for of in _own(account)),
        until=max((moment for moment in waits if moment), default=None),
        is_last_operator=_is_last_operator(account),
    )


def leave(account: Account) -> None:
    """Delete an account; raises `LastOperator`. What others still need of it stays without a name until they don't."""
    write_first()
    if _is_last_operator(account):
        raise LastOperator
    record = records.of_organiser(account.id)
    if record is not None and close_if_due(record) is None:
        record.plan.leave()
    for of in hosting.of_account(account.id):
        _pass_on(of, account)
    if until := plans.possible_from(account):
        waiting.keep(known_as.marks_of(account), until)
    erasing.clear(account)


def _is_last_operator(account: Account) -> bool:
    others = sa.select(sa.exists().where(Account.is_operator, Account.is_active, Account.id != account.id))
    return account.is_operator and not db.session.scalar(others)


def _own(account: Account) -> list[Hosting]:
    """Return what somebody hosts, without what they only host along."""
    return [each for each in hosting.of_account(account.id) if each.account_id == account.id]


def _coming(of: Hosting) -> list[Event]:
    """Return the events that can still be called off."""
    return [event for event in of.events if event.is_coming and not event.has_begun]


def _heir(of: Hosting) -> Account | None:
    """Return who hosts on: whoever hosts along, if guests can be told a name."""
    along = db.session.get(Account, of.cohost_account_id) if of.cohost_account_id else None
    return along if along and along.is_active and along.name and of.is_active else None


def _heir_name(of: Hosting) -> str:
    heir = _heir(of)
    return heir.name if heir else ""


def _pass_on(of: Hosting, account: Account) -> None:
    """Hand a hosting to whoever hosts along, or end it: what is coming is called off, and the plan ends (R4)."""
    if of.account_id != account.id:
        of.cohost_account_id = None
        return
    draft.discard(of.id)
    heir = _heir(of)
    if heir is not None:
        _hand_over(of, heir)
        return
    for event in _coming(of):
        news.call_off(event)
    stepping_back.step_back(of)
    of.cohost_account_id, of.address, of.checked_at, of.reply_to = None, "", None, False
    db.session.execute(sa.delete(Event).where(Event.hosting_id == of.id, Event.published_at.is_(None)))
    invited = sa.exists().where(Invitation.guest_id == Guest.id)
    erase(list(db.session.scalars(sa.select(Guest.id).where(Guest.hosting_id == of.id, ~invited))))


def _hand_over(of: Hosting, heir: Account) -> None:
    """Let somebody host on, under their own name and address, and tell them."""
    of.account_id, of.cohost_account_id, of.name = heir.id, None, heir.name
    of.address, of.checked_at = heir.email, clock.now() if heir.verified_at else None
    of.language, of.zone = heir.language, heir.zone
    link.revoke(Purpose.HOST, of.id)
    owe("takes_over", f"hosting:{of.id}", reason=f"{heir.id}")
