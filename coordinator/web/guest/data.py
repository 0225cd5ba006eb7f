"""What's stored about you: read, corrected, taken along, hidden; without an account, for as long as there is a row."""

import sqlalchemy as sa
from flask import Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from coordinator.consent import person, readiness
from coordinator.consent.readiness import GuestReadiness
from coordinator.consent.sunlight import stored_about
from coordinator.database import db, write_first
from coordinator.events.event import Event
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.post.letters.called import called
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import NameForm
from coordinator.web.guest.who import Bearer

FILE = "about-you.json"


@bp.get("/data")
def data(public_id: str) -> str:
    """Show everything stored about somebody to them."""
    found = who.bearer(public_id)
    return _page(found, NameForm(name=found.guest.name))


@bp.get("/data.json")
def data_file(public_id: str) -> Response:
    """Give the same as a file any computer can read."""
    response = jsonify(stored_about(who.bearer(public_id).guest).as_file())
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


@bp.post("/data/name")
def name(public_id: str) -> AnyResponse | tuple[str, int]:
    """Correct somebody's name as they want it."""
    found, form = who.bearer(public_id), NameForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    person.call(found.guest, form.name.data or "")
    return _saved(public_id, "yours")


@bp.post("/data/<event_id>/hiding")
def hide(public_id: str, event_id: str) -> AnyResponse:
    """Hide a date from the organiser, or show it again."""
    marking.hide(_mark(who.bearer(public_id), event_id), hidden=_chosen() == "hide")
    return _saved(public_id, "where")


@bp.post("/data/<event_id>/dispute")
def dispute(public_id: str, event_id: str) -> AnyResponse:
    """Say "I wasn't there", or that it was right after all."""
    marking.dispute(_mark(who.bearer(public_id), event_id), disputed=_chosen() == "dispute")
    return _saved(public_id, "where")


@bp.post("/data/readiness")
def ready(public_id: str) -> AnyResponse:
    """Keep a tick that shows to nobody while it stands alone."""
    found = who.bearer(public_id)
    if not stored_about(found.guest).may_be_ready:
        abort(404)
    write_first()
    readiness.say(GuestReadiness, found.guest.hosting.plan_id, ready=request.form.get("ready") == "yes")
    return _saved(public_id, "ready")


def _page(found: Bearer, form: NameForm) -> str:
    address = url_for("guest.data", public_id=found.public_id)
    stored = stored_about(found.guest)
    return render_template(
        "guest/data.html", found=found, stored=stored, form=form, page_address=address, called=called
    )


def _chosen() -> str:
    """Return which button was pressed; a post without one asks for nothing (R8)."""
    chosen = request.form.get("do", "")
    if chosen not in {"hide", "show", "dispute", "withdraw"}:
        abort(400)
    return chosen


def _mark(found: Bearer, event_id: str) -> Attendance:
    """Return a mark of this person and nobody else's."""
    mine = Attendance.guest_id.in_([row.id for row in person.rows_of(found.guest)])
    of_event = sa.select(Attendance).join(Attendance.event).where(mine, Event.public_id == event_id)
    mark = db.session.scalar(of_event)
    if mark is None:
        abort(404)
    return mark


def _saved(public_id: str, part: str) -> AnyResponse:
    db.session.commit()
    return redirect(url_for("guest.data", public_id=public_id, _anchor=part), 303)
