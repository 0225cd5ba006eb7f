"""What is stored about a friend: a name, perhaps an address and a line, and how to have them gone (R7)."""

from flask import redirect, render_template, request, url_for

from coordinator.database import db
from coordinator.plans import forgetting
from coordinator.web.friend import bp
from coordinator.web.friend.asked import Page, answered, asked


@bp.get("/data")
def data(public_id: str) -> Page:
    """List all of it; an address is shown only to whom the letter reached."""
    found = asked(public_id)
    return render_template("friend/data.html", favour=found, says=answered(found))


@bp.post("/data/deletion")
def deletion(public_id: str) -> Page:
    """Delete address and line at once where that is ticked; the organiser's page stays as it is."""
    found = asked(public_id)
    if request.form.get("delete") != "yes":
        return render_template("friend/data.html", favour=found, says=answered(found), missed=True), 422
    forgetting.forget(found)
    db.session.commit()
    return redirect(url_for("friend.data", public_id=public_id), 303)
