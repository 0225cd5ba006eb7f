"""The host's door: one module of views for each subject."""

from flask import Blueprint

from coordinator.web import visitor

bp = Blueprint("host", __name__, url_prefix="/host")
bp.before_request(visitor.signed_in)

from coordinator.web.host import (  # noqa: E402, F401 - the views of this door
    board,
    calendar,
    came,
    changes,
    creating,
    guests,
    handing_over,
    home,
    leaving,
)
