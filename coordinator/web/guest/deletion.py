"""Deleting all of it, at once and for good."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.consent.deletion import delete_all
from coordinator.database import db, leave_nothing_behind
from coordinator.extensions import limiter
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import DeletionForm


@bp.get("/data/deletion")
@bp.post("/data/deletion")
@limiter.limit("20 per minute", methods=["POST"])
def deletion(public_id: str) -> str | Response | tuple[str, int]:
    """Ask once, then delete everything stored about somebody; a bare button does nothing (R8)."""
    if who.is_gone(public_id):  # after a second click, a reload or the back button
        return _deleted()
    found, form = who.bearer(public_id), DeletionForm()
    if not form.validate_on_submit():
        return render_template("guest/deletion.html", found=found, form=form), 422 if form.errors else 200
    if form.delete.data == "no":
        return redirect(url_for("guest.data", public_id=public_id), 303)
    delete_all(found.guest)
    db.session.commit()
    leave_nothing_behind()
    return _deleted()


def _deleted() -> str:
    """Say that all of it is gone, to the browser that held it."""
    return render_template("guest/deleted.html", drawing="bench", page_address=url_for("front.index"))
