"""The guest's door: one module of views for each subject. No account, no script, and a GET changes nothing (R8)."""

from flask import Blueprint

bp = Blueprint("guest", __name__, url_prefix="/i/<public_id>")

from coordinator.web.guest import (  # noqa: E402 - the views hang themselves on the door
    answers,
    calendar,
    data,
    dates,
    deletion,
    invitation,
    report,
    stop,
    zone,
)

__all__ = ["answers", "bp", "calendar", "data", "dates", "deletion", "invitation", "report", "stop", "zone"]
