"""Leave it here: one step, at any time, without a reason."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.database import db, write_first
from coordinator.instance import pace
from coordinator.plans.plan import READABLE
from coordinator.plans.term import close_if_due, end_of
from coordinator.web.organiser import bp, mine


@bp.get("/leave")
def leave() -> str | Response:
    """Say what it means to leave it here."""
    record = mine.record()
    if end_of(record) is not None:
        return redirect(url_for("organiser.home"), 303)
    return render_template(
        "organiser/leave.html", record=record, days=READABLE.days, again=pace().again_after_own_end_days
    )


@bp.post("/leave")
def left() -> Response:
    """End the plan kindly; a second click waits, and changes nothing."""
    write_first()
    record = mine.record()
    if close_if_due(record) is None:
        record.plan.leave()
    db.session.commit()
    return redirect(url_for("organiser.home"), 303)
