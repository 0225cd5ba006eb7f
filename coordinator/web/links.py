"""Capability links: a token becomes a cookie once, so that it leaves the address bar (security.md); and feeds."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from coordinator.database import db
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.extensions import limiter
from coordinator.links import link
from coordinator.links.link import Link, Purpose
from coordinator.plans.favour import Favour
from coordinator.web import following, visitor

NOT_FOUND = 404
# Where the public id of what a link opens is found.
SUBJECTS = {
    Purpose.INVITATION: sa.select(Invitation.public_id).where(
        Invitation.id == sa.bindparam("id"), Invitation.withdrawn_at.is_(None)
    ),
    Purpose.DATA: sa.select(Guest.public_id).where(Guest.id == sa.bindparam("id")),
    Purpose.FIND: sa.select(Guest.public_id).where(Guest.id == sa.bindparam("id")),
    Purpose.FAVOUR: sa.select(Favour.public_id).where(Favour.id == sa.bindparam("id")),
    Purpose.HOST: sa.select(Hosting.public_id).where(Hosting.id == sa.bindparam("id")),
}
PAGES = {
    Purpose.INVITATION: "guest.invitation",
    Purpose.DATA: "guest.data",
    Purpose.FIND: "guest.data",
    Purpose.FAVOUR: "friend.favour",
    Purpose.HOST: "host.home",
}
# Pages that a letter names behind the same link, by the door it opens.
BEHIND = {
    "guest": {"stop": "guest.stop", "data": "guest.data", "report": "guest.report"},
    "friend": {"data": "friend.data", "report": "friend.report"},
    "host": {"came": "host.came", "step-back": "host.step_back"},
}

bp = Blueprint("links", __name__)


def _failed(response: AnyResponse) -> bool:
    return response.status_code == NOT_FOUND


def _worked(response: AnyResponse) -> bool:
    return not _failed(response)


guessing = limiter.shared_limit("10 per minute", scope="guessed links", deduct_when=_failed)
opening = limiter.shared_limit("60 per minute", scope="opened links", deduct_when=_worked)


@bp.get("/l/<token>")
@guessing
@opening
def follow(token: str) -> AnyResponse:
    """Let this browser hold what a link opens and go there; unknown, expired and revoked are the same 404."""
    found = link.unrevoked(token)
    public_id = _public_id(found) if found else None
    if found is None or public_id is None:
        abort(NOT_FOUND)
    visitor.hold(public_id, found.id)
    page = _page(found, request.args.get("to", ""))
    whose: dict[str, Any] = {"public_id": public_id}
    if found.purpose is Purpose.HOST:  # she signs in besides
        whose = {}
    return redirect(url_for(page, **whose), 303)


@bp.get("/c/<token>.ics")
@guessing
def feed(token: str) -> Response:
    """Give somebody's own calendar to whatever program follows it."""
    return following.FEEDS.get(token.partition("_")[0], following.guests)(token)


def _page(found: Link, to: str) -> str:
    """Return the page to go to: a letter's footer may name another one behind the same link."""
    if not found.is_live:
        return "guest.data"
    page = PAGES[found.purpose]
    return BEHIND[page.partition(".")[0]].get(to, page)


def _public_id(found: Link) -> str | None:
    """Return the public id of what a link opens. An invitation's opens what is stored when the event is long over."""
    if found.purpose not in SUBJECTS or not (found.is_live or found.purpose is Purpose.INVITATION):
        return None
    return db.session.scalar(SUBJECTS[found.purpose], {"id": found.subject_id})
