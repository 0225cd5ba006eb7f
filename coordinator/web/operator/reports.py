"""What people reported; the operator answers by address, never from here."""

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.consent.ending import Cause, end
from coordinator.consent.report import Report
from coordinator.database import db
from coordinator.web.operator import bp

PAGE = 50


@bp.get("/reports")
def reports() -> str:
    """List open reports first, the latest on top."""
    newest = sa.select(Report).order_by(Report.closed_at.is_not(None), Report.id.desc()).limit(PAGE)
    return render_template("operator/reports.html", reports=db.session.scalars(newest).all(), here="reports")


@bp.post("/reports/<code>/closing")
def close_report(code: str) -> Response:
    """Note that a report was dealt with."""
    report = _report(code)
    report.closed_at = report.closed_at or clock.now()
    db.session.commit()
    return redirect(url_for("operator.reports"), 303)


@bp.get("/reports/<code>/plan-ending")
@bp.post("/reports/<code>/plan-ending")
def end_plan(code: str) -> str | Response:
    """Ask first, then end the plan a report is about, neutrally and for good; its content stays unseen."""
    report = _report(code)
    if request.method != "POST":  # HEAD comes here too
        return render_template("operator/end_plan.html", report=report, here="reports")
    if report.plan_id is not None:
        end(report.plan_id, Cause.OPERATOR)
    report.closed_at = report.closed_at or clock.now()
    db.session.commit()
    flash(_("The plan that %(report)s is about has ended.", report=report.code), "operator")
    return redirect(url_for("operator.reports"), 303)


def _report(code: str) -> Report:
    found = db.session.scalar(sa.select(Report).where(Report.code == code))
    return found or abort(404)
