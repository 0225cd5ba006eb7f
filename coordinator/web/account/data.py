"""All that is kept of an account, as a file."""

import json

from flask import Response

from coordinator import account_data
from coordinator.web import visitor
from coordinator.web.account import bp


@bp.get("/data.json")
@visitor.fresh_from("account.account")
def data() -> Response:
    """Give everything that is kept of the account."""
    kept = json.dumps(account_data.of(visitor.me()), ensure_ascii=False, indent=1) + "\n"
    response = Response(kept, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="account.json"'
    return response
