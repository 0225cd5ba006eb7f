"""Deleting one's account: what happens is said first, and a bare button does nothing (R8)."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from coordinator import leaving
from coordinator.database import db, leave_nothing_behind
from coordinator.web import visitor
from coordinator.web.account import bp
from coordinator.web.account.forms import DeletionForm


@bp.get("/deletion")
@bp.post("/deletion")
@visitor.fresh
def deletion() -> str | Response | tuple[str, int]:
    """Say what deleting the account means, then do it."""
    me, form = visitor.me(), DeletionForm()
    if not form.validate_on_submit():
        shown = render_template("account/deletion.html", form=form, outlook=leaving.look(me))
        return shown, 422 if form.errors else 200
    if form.delete.data == "no":
        return redirect(url_for("account.account"), 303)
    leaving.leave(me)
    db.session.commit()
    session.clear()
    leave_nothing_behind()
    return render_template("account/deleted.html", drawing="bench", page_address=url_for("front.index"))
