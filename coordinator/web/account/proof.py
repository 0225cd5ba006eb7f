"""A passkey of one's own as a fresh sign-in, before what cannot be undone."""

from flask import request
from werkzeug.wrappers import Response

from coordinator.accounts import sign_in as sign_ins
from coordinator.accounts.challenge import NotProved, TookTooLong
from coordinator.database import db
from coordinator.extensions import limiter
from coordinator.web import sign_in, visitor
from coordinator.web.account.again import page_again
from coordinator.web.account.passkeys import bp
from coordinator.web.passkey import LOOKS, TRIES, answer, here, was_refused


@bp.post("/proof/options")
@limiter.limit(LOOKS)
def proof_options() -> dict[str, object]:
    """Give a challenge that only one's own passkeys can answer."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    return ceremony.request_options(here(), visitor.me())


@bp.post("/proof")
@limiter.limit(TRIES, deduct_when=was_refused)
def prove() -> Response | tuple[str, int]:
    """Take a passkey of one's own for a fresh sign-in, and go on where it was asked for."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    wanted = sign_ins.safe_next(request.args.get("next"))
    try:
        account = ceremony.prove(answer(), here(), visitor.me())
    except (NotProved, TookTooLong) as refused:
        db.session.rollback()
        return page_again(wanted, refused=str(refused.sentence)), refused.status
    db.session.commit()
    return sign_in.enter(account, wanted)
