"""All that is kept of an account, as data to take along (R7); of others only what its owner could read anyway (R3)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from coordinator.accounts import address_change, device, known_as, passkey
from coordinator.accounts.account import Account
from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.events import hosting
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.plans import plan as plans
from coordinator.plans import record as records
from coordinator.plans.record import Record

Data = dict[str, Any]


def of(account: Account) -> Data:
    """Return everything kept of an account, in plain names."""
    record = records.of_organiser(account.id)
    return {
        "account": _account(account),
        "signed_in_browsers": [
            {"label": each.label, "since": _when(each.signed_in_at), "last_used": each.seen_at.date().isoformat()}
            for each in device.of_account(account.id)
        ],
        "passkeys": [
            {"name": each.name, "made": each.made_on.isoformat(), "used": each.used_on and each.used_on.isoformat()}
            for each in passkey.of(account.id)
        ],
        "sign_ins_of_the_last_days": [
            {"asked": _when(each.created_at), "used": _when(each.used_at)}
            for each in db.session.scalars(sa.select(SignIn).where(SignIn.account_id == account.id))
        ],
        "plan": _plan(record) if record else None,
        "new_plan_possible_from": _when(plans.possible_from(account)),
        "hosts": [_hosting(each) for each in hosting.of_account(account.id)],
    }


def _account(account: Account) -> Data:
    moving = address_change.pending(account.id)
    return {
        "address": account.email,
        "address_that_waits": moving.email if moving else None,
        "fingerprints_of_addresses": sorted(known_as.marks_of(account)),
        "name": account.name,
        "language": account.language,
        "zone": account.zone,
        "may_organise": account.may_organise,
        "is_operator": account.is_operator,
        "made": _when(account.created_at),
        "first_signed_in": _when(account.verified_at),
    }


def _plan(record: Record) -> Data:
    return {
        "begun": _when(record.plan.created_at),
        "other_person": record.plan.other_name,
        "parted": record.plan.parted.isoformat(),
        "friends": [each.name for each in record.friends],
        "favours": [
            {"friend": each.friend.name, "asked": _when(each.asked_at), "taken_back": _when(each.withdrawn_at)}
            for each in record.favours
        ],
        "answers": [
            {"event": each.title, "day": each.starts_at.date().isoformat(), "answer": each.organiser_reply.answer}
            for each in record.events
            if each.organiser_reply and each.id not in record.choosing
        ],
    }


def _hosting(each: Hosting) -> Data:
    return {
        "name": each.name,
        "organiser": each.organiser_name,
        "other_person": each.other_name,
        "shown_address": each.address,
        "since": _when(each.accepted_at),
        "events": [_event(event) for event in each.events],
    }


def _event(event: Event) -> Data:
    return {
        "title": event.title,
        "note": event.note,
        "place": event.where,
        "starts": _when(event.starts_at),
        "ends": _when(event.ends_at),
        "called_off": event.is_called_off,
    }


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
