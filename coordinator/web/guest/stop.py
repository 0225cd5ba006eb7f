"""Prefer not to be at things with somebody: no account, no reason, and it counts at once (product.md §4)."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.consent import stop as stops
from coordinator.database import db, write_first
from coordinator.events.guest import Guest
from coordinator.extensions import limiter
from coordinator.instance import settings
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import StopForm
from coordinator.web.guest.who import Bearer


@bp.get("/stop")
@bp.post("/stop")
@limiter.limit("20 per minute", methods=["POST"])
def stop(public_id: str) -> str | Response | tuple[str, int]:
    """Ask what somebody would like, and do it when they say so; a bare button does nothing (R8)."""
    found, form = who.bearer(public_id), StopForm()
    if already := stops.of_person(found.guest):
        return _done(found, knows=already.organiser_may_know)
    if not form.validate_on_submit():
        page = render_template("guest/stop.html", found=found, form=form, coming=found.coming)
        return page, 422 if form.errors else 200
    if form.stop.data == "no":
        return redirect(url_for(found.home, public_id=public_id), 303)
    code = _leave_out(found.guest, form)
    return _done(found, knows=form.organiser.data, code=code)


def _leave_out(guest: Guest, form: StopForm) -> str:
    """Leave a guest out and return the receipt code, which is never seen again."""
    write_first()
    code = stops.ask(
        guest,
        host_may_know=form.host.data,
        organiser_may_know=form.organiser.data,
        nothing_from_here=form.all.data,
    )
    db.session.commit()
    return code


def _done(found: Bearer, *, knows: bool, code: str = "") -> str:
    """Say what is so now, the same with or without a code to keep."""
    return render_template(
        "guest/stopped.html",
        found=found,
        coming=found.coming,
        knows=knows,
        code=code,
        address=settings().address(url_for("front.undo")),
        drawing="bench",
        page_address=url_for("guest.stop", public_id=found.public_id),
    )
