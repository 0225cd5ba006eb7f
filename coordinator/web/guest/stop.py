"""Prefer not to be at things with somebody: no account, no reason, and it counts at once (product.md §4)."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from coordinator.consent import stop as stops
from coordinator.consent.stop import Stop
from coordinator.database import db, write_first
from coordinator.events.guest import Guest
from coordinator.extensions import limiter
from coordinator.instance import settings
from coordinator.web import press
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import StopForm
from coordinator.web.guest.who import Bearer


@bp.get("/stop")
@bp.post("/stop")
@limiter.limit("20 per minute", methods=["POST"])
def stop(public_id: str) -> str | Response | tuple[str, int]:
    """Ask what somebody would like, and do it when they say so; a bare button does nothing (R8)."""
    found, form = who.bearer(public_id), StopForm()
    already = stops.of_person(found.guest)
    if already and request.method != "POST":  # HEAD comes here too
        return _done(found, already)
    if not already and not form.validate_on_submit():
        page = render_template("guest/stop.html", found=found, form=form, coming=found.coming)
        return page, 422 if form.errors else 200
    if not already and form.stop.data == "no":
        return redirect(url_for(found.home, public_id=public_id), 303)
    _leave_out(found.guest, form, press.sent())
    return redirect(url_for("guest.stop", public_id=public_id), 303)


def _leave_out(guest: Guest, form: StopForm, mark: str) -> None:
    """Leave a guest out, once; a second click waits here and finds it done."""
    write_first()
    if stops.of_person(guest) is None:
        stops.ask(
            guest,
            mark,
            host_may_know=form.host.data,
            organiser_may_know=form.organiser.data,
            nothing_from_here=form.all.data,
        )
    db.session.commit()


def _done(found: Bearer, asked: Stop) -> str:
    """Say what is so now, and the code to keep for as long as the press that drew it is remembered."""
    return render_template(
        "guest/stopped.html",
        found=found,
        coming=found.coming,
        knows=asked.organiser_may_know,
        code=asked.code_of(press.last()),
        address=settings().address(url_for("front.undo")),
        drawing="bench",
    )
