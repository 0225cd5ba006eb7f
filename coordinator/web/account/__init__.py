"""The account's own door, one for organisers, hosts and operators: what is kept of it, and who may use it."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from coordinator.web import visitor

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.before_request
def _only_signed_in() -> ResponseReturnValue | None:
    """Let everybody in who is signed in, and write dates as it is where they live."""
    unknown = visitor.signed_in()
    if unknown is None:
        g.zone = visitor.me().zone
    return unknown


from coordinator.web.account import (  # noqa: E402, F401 - the views of this door
    about,
    address,
    again,
    data,
    deletion,
    devices,
    passkeys,
    proof,
)

bp.register_blueprint(passkeys.bp)
