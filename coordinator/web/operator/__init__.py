"""The operator's door: counts and states, never a name, an answer or a word of anybody."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from coordinator.web import visitor

bp = Blueprint("operator", __name__, url_prefix="/operator")


@bp.before_request
def _only_operators() -> ResponseReturnValue | None:
    """Let operators in; for everybody else there is nothing here."""
    unknown = visitor.signed_in()
    if unknown is None and not visitor.me().is_operator:
        abort(404)
    return unknown


from coordinator.web.operator import accounts, health, reports  # noqa: E402, F401 - the views of this door
