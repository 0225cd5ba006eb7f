"""How the instance is doing, on one page."""

from flask import redirect, render_template, url_for
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
    """Owe a test letter to the operator's own address."""
    owe("test", f"account:{visitor.me().id}", reason=operating.minute())
    db.session.commit()
    return redirect(url_for("operator.health"), 303)
