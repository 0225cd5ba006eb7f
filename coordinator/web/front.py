"""Pages for anybody."""

from flask import Blueprint

bp = Blueprint("front", __name__)


@bp.get("/")
def index() -> str:
    """Say what this is."""
    return "Common Ground"
