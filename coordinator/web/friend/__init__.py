"""The door of a friend who is asked a favour: no account, no script, and a no is as easy as a yes (R5)."""

from flask import Blueprint

bp = Blueprint("friend", __name__, url_prefix="/ask/<public_id>")

from coordinator.web.friend import (  # noqa: E402 - the views hang themselves on the door
    data,
    favour,
    hosting,
    questions,
    report,
)

__all__ = ["bp", "data", "favour", "hosting", "questions", "report"]
