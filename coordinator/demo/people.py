"""Everybody's own way in, as absolute addresses that work as printed."""

from dataclasses import dataclass

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.instance import settings
from coordinator.links import link
from coordinator.plans.favour import Favour


@dataclass(frozen=True)
class Shoes:
    """A person of the demo and what they can be shown."""

    key: str
    name: str
    role: str
    ways: tuple[str, ...]


def everybody() -> list[Shoes]:
    """Return the people to step into, the main ones first."""
    accounts = [(_key(each), each.name, _role(each), ("sign_in",)) for each in _accounts()]
    friends = [(_plain(each.friend.name), each.friend.name, "friend", ("favour",)) for each in _open_favours()]
    guests = [(_plain(name), name, "guest", ("invitation", "data", "calendar")) for name in _guests()]
    found: dict[str, Shoes] = {}
    for key, name, role, ways in [*accounts, *friends, *guests]:
        had = found.get(key)
        found[key] = Shoes(key, had.name if had else name, had.role if had else role, (had.ways if had else ()) + ways)
    return list(found.values())


def address(key: str, way: str) -> str | None:
    """Mint one person's way in and return its address, or None; links given out before keep working."""
    if way == "sign_in":
        found = next((each for each in _accounts() if _key(each) == key), None)
        return sign_in.link(sign_in.hand(found)) if found else None
    if way == "favour":
        favour = next((each for each in _open_favours() if _plain(each.friend.name) == key), None)
        return link.address(link.mint(link.Purpose.FAVOUR, favour.id, expires_at=favour.lapses_at)) if favour else None
    guests = _guests()
    invitation = next((found for name, found in guests.items() if _plain(name) == key), None)
    if invitation is None:
        return None
    purpose = {"invitation": link.Purpose.INVITATION, "data": link.Purpose.DATA, "calendar": link.Purpose.CALENDAR}[way]
    subject = invitation.id if way == "invitation" else invitation.guest_id
    return link.address(link.mint(purpose, subject))


def report() -> dict[str, object]:
    """Return the whole demo for `--json`; every address works as printed."""
    everyone = {each.key: {way: address(each.key, way) for way in each.ways} for each in everybody()}
    db.session.commit()
    return {
        "base_url": settings().public_base_url,
        "now": clock.now().isoformat(),
        "mailbox": settings().address("/demo/mailbox"),
        "people": everyone,
        "events": [_event(event) for event in db.session.scalars(sa.select(Event).order_by(Event.starts_at))],
    }


def _event(event: Event) -> dict[str, object]:
    return {
        "title": event.title,
        "kind": event.kind.value,
        "host": event.hosting.name,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "zone": event.zone,
        "called_off": event.is_called_off,
    }


def _accounts() -> list[Account]:
    return list(db.session.scalars(sa.select(Account).where(Account.is_active).order_by(Account.id)))


def _open_favours() -> list[Favour]:
    waiting = sa.select(Favour).where(Favour.withdrawn_at.is_(None)).order_by(Favour.id.desc())
    return [favour for favour in db.session.scalars(waiting) if favour.is_open and favour.answer is None]


def _guests() -> dict[str, Invitation]:
    """Return every guest's latest invitation by name; the organiser has his own page instead."""
    latest = (
        sa.select(Guest.name, Invitation)
        .join(Invitation.guest)
        .where(Guest.role != Role.ORGANISER, Invitation.withdrawn_at.is_(None))
        .order_by(Guest.role.desc(), Invitation.id)
    )
    return {name: invitation for name, invitation in db.session.execute(latest)}  # noqa: C416 - the last one wins


def _role(account: Account) -> str:
    if account.is_operator:
        return "operator"
    if account.may_organise:
        return "organiser"
    hosts = db.session.scalar(sa.select(sa.exists().where(Hosting.account_id == account.id)))
    return "host" if hosts else "guest"


def _key(account: Account) -> str:
    return "operator" if account.is_operator else _plain(account.first_name or account.email)


def _plain(name: str) -> str:
    """Return a short key for a name: its first part, lower-case."""
    return name.split(maxsplit=1)[0].partition("-")[0].lower()
