"""The account's own door, one for organisers, hosts and operators: what is kept of it, and who may use it."""

from flask import Blueprint

from coordinator.web import visitor

bp = Blueprint("account", __name__, url_prefix="/account")
bp.before_request(visitor.signed_in)

from coordinator.web.account import again  # noqa: E402, F401 - the views of this door
