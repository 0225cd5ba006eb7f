"""The organiser's door: a plan, favours, own answers and looking back; never a guest, an answer or a cause (R3)."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue

from coordinator.web import visitor

bp = Blueprint("organiser", __name__)


@bp.before_request
def _only_organisers() -> ResponseReturnValue | None:
    """Let organisers in; for every other account there is nothing here."""
    unknown = visitor.signed_in()
    if unknown is None:
        me = visitor.me()
        if not me.may_organise or me.is_operator:
            abort(404)
        g.zone = me.zone
    return unknown


from coordinator.web.organiser import (  # noqa: E402 - the views hang themselves on the door
    calendar,
    favours,
    files,
    history,
    home,
    leave,
    reply,
    start,
)

__all__ = ["bp", "calendar", "favours", "files", "history", "home", "leave", "reply", "start"]
