"""How the instance is doing, on one page."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator import operating
from coordinator.database import db
from coordinator.post.outbox import owe
from coordinator.web import visitor
from coordinator.web.operator import bp


@bp.get("/")
def health() -> str:
    """Show what works, what waits, and counts of this month."""
    return render_template("operator/health.html", view=operating.look(), here="health", width="wide split")


@bp.post("/test-letter")
def test_letter() -> Response:
    """Owe a test letter to the operator's own address, and say so."""
    me = visitor.me()
    owe("test", f"account:{me.id}", reason=operating.minute())
    db.session.commit()
    flash(_("A test mail to %(address)s is on its way.", address=me.email), "operator")
    return redirect(url_for("operator.health"), 303)
