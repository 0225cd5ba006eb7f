"""Something not right? Told to the operator alone, without a name."""

from flask import render_template, url_for

from coordinator.consent.report import About, tell
from coordinator.database import db
from coordinator.extensions import limiter
from coordinator.web import press
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import ReportForm


@bp.get("/report")
@bp.post("/report")
@limiter.limit("5 per hour", methods=["POST"])
def report(public_id: str) -> str | tuple[str, int]:
    """Take a report down; host and organiser see nothing of it."""
    found, form = who.bearer(public_id), ReportForm()
    address = url_for("guest.report", public_id=public_id)
    if not form.validate_on_submit():
        page = render_template("guest/report.html", found=found, form=form, page_address=address)
        return page, 422 if form.errors else 200
    told = tell(press.sent(), found.guest.hosting.plan_id, About(form.about.data), form.words.data or "")
    db.session.commit()
    return render_template("guest/reported.html", found=found, code=told.code, drawing="kettle", page_address=address)
