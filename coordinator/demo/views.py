"""The demo's pages: the mailbox, the clock, anyone's shoes."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from coordinator.database import db
from coordinator.demo import mailbox, moving, people
from coordinator.instance import settings
from coordinator.words import _l

bp = Blueprint("demo", __name__, url_prefix="/demo")
STEPS = {"+12 hours": _l("+12 hours"), "+1 day": _l("+1 day"), "+3 days": _l("+3 days"), "+1 month": _l("+1 month")}
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'none'"
)


@bp.get("/")
def index() -> str:
    """Show the clock and the people, and where this address takes no passkeys, how to start one that does."""
    return render_template("demo/index.html", everybody=people.everybody(), steps=STEPS, named=_named())


@bp.post("/clock")
def clock() -> Answer:
    """Let time pass and deliver what is due."""
    try:
        moving.forward(moving.read(request.form.get("by", "")))
    except ValueError as reason:
        flash(str(reason))
    return redirect(url_for("demo.index"), 303)


@bp.post("/shoes/<key>/<way>")
def shoes(key: str, way: str) -> Answer:
    """Step into somebody's shoes in this browser, by the link they would have."""
    known = next((each for each in people.everybody() if each.key == key and way in each.ways), None)
    address = people.address(key, way) if known else None
    if address is None:
        abort(404)
    db.session.commit()
    session.clear()
    return redirect(address, 303)


@bp.get("/mailbox")
def letters() -> str:
    """List every letter that was delivered, the latest first."""
    return render_template("demo/mailbox.html", letters=mailbox.letters())


@bp.get("/mailbox/<key>")
def letter(key: str) -> Response:
    """Show one letter: its text with working links, its HTML, its calendar part."""
    kept = mailbox.letter(key) or abort(404)
    page = Response(render_template("demo/letter.html", kept=kept, key=key))
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


@bp.get("/mailbox/<key>/html")
def html(key: str) -> Response:
    """Show a letter's HTML part by itself, as a mail program would: no script, nothing from elsewhere."""
    kept = mailbox.letter(key) or abort(404)
    page = Response(kept.part("text/html").replace("<head>", '<head><base target="_top">', 1))  # links leave the frame
    page.headers["Content-Security-Policy"] = LETTER_POLICY
    return page


def _named() -> str:
    """Return the command that starts the demo at a name, "" where it is at one already."""
    if settings().takes_passkeys:
        return ""
    port = urlsplit(settings().public_base_url).port
    return f"PORT={port} COORDINATOR_PUBLIC_BASE_URL=http://localhost:{port} make run"
