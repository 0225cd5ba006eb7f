"""Something not right? Told to the operator alone, without a name."""

from flask import render_template, url_for

from coordinator.consent.report import About, tell
from coordinator.database import db
from coordinator.extensions import limiter
from coordinator.web import press
from coordinator.web.friend import bp
from coordinator.web.friend.asked import Page, asked
from coordinator.web.friend.forms import ReportForm


@bp.get("/report")
@bp.post("/report")
@limiter.limit("5 per hour", methods=["POST"])
def report(public_id: str) -> Page:
    """Take a report down; whoever asked the favour sees nothing of it."""
    found, form = asked(public_id), ReportForm()
    if not form.validate_on_submit():
        return render_template("friend/report.html", favour=found, form=form), 422 if form.errors else 200
    told = tell(press.sent(), found.plan_id, About(form.about.data), form.words.data or "")
    db.session.commit()
    address = url_for("friend.report", public_id=public_id)
    return render_template("friend/reported.html", favour=found, code=told.code, drawing="kettle", page_address=address)
