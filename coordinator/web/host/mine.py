"""Finding is permission: a host finds what she hosts or co-hosts, and everything else is the same 404."""

from typing import TypeVar

import sqlalchemy as sa
from flask import abort, render_template
from sqlalchemy.orm import contains_eager, joinedload

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import organiser_reply  # noqa: F401 - completes the mapping of Event.organiser_reply
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.web import visitor

T = TypeVar("T")


def hosting(public_id: str) -> Hosting:
    """Return a hosting of the signed-in account."""
    return _known(db.session.scalar(sa.select(Hosting).where(Hosting.public_id == public_id, _of_me())))


def event(public_id: str) -> Event:
    """Return an event the signed-in account hosts, with all that its pages say of it."""
    found = sa.select(Event).join(Event.hosting).where(Event.public_id == public_id, _of_me())
    parts = (contains_eager(Event.hosting), joinedload(Event.cancellation), joinedload(Event.organiser_reply))
    return _known(db.session.scalar(found.options(*parts)))


def invitation(public_id: str) -> Invitation:
    """Return an invitation to an event of the signed-in account."""
    found = sa.select(Invitation).join(Invitation.event).join(Event.hosting)
    return _known(db.session.scalar(found.where(Invitation.public_id == public_id, _of_me())))


def guest(public_id: str) -> Guest:
    """Return somebody in a guest book of the signed-in account."""
    found = sa.select(Guest).join(Guest.hosting).where(Guest.public_id == public_id, _of_me())
    return _known(db.session.scalar(found.options(contains_eager(Guest.hosting))))


def cohost_of(of: Hosting) -> Account | None:
    """Return who hosts along, or None."""
    return db.session.get(Account, of.cohost_account_id) if of.cohost_account_id else None


def page(template: str, of: Hosting | None, **context: object) -> str:
    """Render a page of this door, with the host's first name in its footer."""
    name = visitor.me().first_name or (of.first_name if of else "")
    return render_template(f"host/{template}.html", **{"here": "event", "host_name": name, "hosting": of} | context)


def _of_me() -> sa.ColumnElement[bool]:
    me = visitor.me().id
    return sa.or_(Hosting.account_id == me, Hosting.cohost_account_id == me)


def _known(found: T | None) -> T:
    if found is None:
        abort(404)
    return found
