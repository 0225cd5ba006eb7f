"""Who stands at the door: what links this browser holds, and which account is signed in."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device, revoke
from coordinator.database import db
from coordinator.instance import peppered
from coordinator.web import page, unsent

HELD = "held"  # session key: {public id: link id}
MOST_HELD = 10
LOAD = (
    sa.select(Device, Account)
    .join(Account, Account.id == Device.account_id)
    .where(Device.id == sa.bindparam("key"), Account.is_active)
)


def hold(public_id: str, link_id: int) -> None:
    """Let this browser keep what a link opened; the oldest of ten makes room."""
    held = dict(session.get(HELD, {}))
    if held.pop(public_id, None) == link_id:
        return  # the cookie need not be written again
    session[HELD] = dict([*held.items(), (public_id, link_id)][-MOST_HELD:])


def held(public_id: str) -> int:
    """Return the id of the link by which this browser holds a page; the same 404 for everybody else."""
    link_id = session.get(HELD, {}).get(public_id)
    if link_id is None:
        abort(404)
    return int(link_id)


def account() -> Account | None:
    """Return the signed-in account, or None; one query, and only when somebody asks."""
    if "visitor" not in g:
        key = session.get("device")
        row = db.session.execute(LOAD, {"key": key}).first() if key else None
        g.visitor = row if row and row[0].is_live else None
        if g.visitor:
            _note_use(g.visitor[0])
    return g.visitor[1] if g.visitor else None


def _note_use(row: Device) -> None:
    """Note that a browser is in use; a database that takes nothing just now can still be read."""
    if row.touch():
        try:
            db.session.commit()
        except DBAPIError:
            db.session.rollback()


def device() -> Device | None:
    """Return the signed-in browser's row, or None."""
    return g.visitor[0] if account() else None


def me() -> Account:
    """Return the signed-in account behind `signed_in`."""
    found = account()
    if found is None:
        abort(404)
    return found


def sign_in(who: Account, *, keep: bool = False) -> None:
    """Sign an account in on this browser, under a new session and a new key.

    Nothing is carried over, unless it is the account that is signed in here already: then the same browser goes on,
    and pages that stand open can still be sent.
    """
    before = device()
    if before is None or before.account_id != who.id:
        session.clear()
    else:
        keep = keep or before.is_kept
    if before is not None:
        revoke(before.id)
    who.language = page.chosen_language() or who.language or page.locale()
    row = Device(account_id=who.id, label=browser(), is_kept=keep)
    db.session.add(row)
    db.session.commit()
    session["device"] = row.id
    if keep:
        session.permanent = True
    g.pop("visitor", None)


def sign_out() -> None:
    """Sign this browser out; its row is gone, so the cookie is worth nothing."""
    row = device()
    if row is not None:
        revoke(row.id)
        db.session.commit()
    session.clear()
    g.pop("visitor", None)


def signed_in() -> ResponseReturnValue | None:
    """Send whoever is not signed in to the sign-in page, and back afterwards; for `before_request` of a door.

    What they had typed stays on a page that says so. The language somebody chose on a page becomes that of their
    letters with the next thing they send.
    """
    if account() is None:
        if typed := unsent.kept():
            return render_template("errors/signed_out.html", unsent=typed), 403
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.ask", next=back), 303)
    if request.method == "POST" and (code := page.chosen_language()):
        me().language = code
    return None


def is_fresh() -> bool:
    """Say whether somebody signed in on this browser within the last half hour."""
    row = device()
    return row is not None and row.is_fresh


def fresh(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for a recent sign-in before what cannot be undone; goes under the route, at a door for the signed-in.

    Afterwards people are back on the page.
    """
    return _fresh(view, lambda: page.of_form() if request.method == "POST" else request.full_path.rstrip("?"))


def fresh_from(endpoint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Ask for a recent sign-in before a file is given; afterwards people are back on the page that leads to it."""
    return lambda view: _fresh(view, lambda: url_for(endpoint))


def _fresh(view: Callable[..., Any], back: Callable[[], str | None]) -> Callable[..., Any]:
    @wraps(view)
    def inner(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if is_fresh():
            return view(*args, **kwargs)
        again = url_for("account.again", next=back(), stopped=1 if request.method == "POST" else None)
        return redirect(again, 303)

    return inner


def place() -> str:
    """Return an HMAC of the visitor's network (/24 or /48), for limits; no address is kept."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - not a bind
    except ValueError:
        return ""
    width = 24 if address.version == 4 else 48  # noqa: PLR2004
    network = ipaddress.ip_network(f"{address}/{width}", strict=False)
    return peppered(str(network))


def browser() -> str:
    """Return a short label such as "Firefox on Android" from what the browser says of itself."""
    agent = request.user_agent.string
    names = {
        "Edg": "Edge",
        "OPR": "Opera",
        "Firefox": "Firefox",
        "Chrome": "Chrome",
        "Safari": "Safari",
    }
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
    }
    name = next((label for mark, label in names.items() if mark in agent), "")
    system = next(
        (label for mark, label in systems.items() if mark in agent),
        "Linux" if "Linux" in agent else "",
    )
    return " · ".join(part for part in (name, system) if part)
