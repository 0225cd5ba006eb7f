"""Signing in with a passkey: a script asks the browser for it and sends its answer as a plain form.

What only passkeys need is imported where it is used (`coordinator/accounts/ceremony.py` says why).
"""

import secrets

from flask import Blueprint, abort, render_template, request, session
from werkzeug.wrappers import Response

from coordinator.accounts import sign_in as sign_ins
from coordinator.accounts.challenge import NotProved, TookTooLong
from coordinator.database import db
from coordinator.extensions import limiter
from coordinator.instance import settings
from coordinator.web import sign_in

bp = Blueprint("passkey", __name__, url_prefix="/sign-in/passkey")
HERE = "passkey"  # session key: what challenges of this browser are made for
LOOKS, TRIES = "300 per hour", "20 per hour"  # of one place


def only_with_a_name() -> None:
    """Know no such page where browsers make no passkeys; for `before_request`."""
    if not settings().takes_passkeys:
        abort(404)


bp.before_request(only_with_a_name)


def here() -> str:
    """Return what a challenge is made for, so that no other browser can answer it."""
    if HERE not in session:
        session[HERE] = secrets.token_urlsafe(16)
    return str(session[HERE])


def answer() -> str:
    """Return what the browser said, as the form brought it."""
    return request.form.get("credential", "")


def was_refused(response: Response) -> bool:
    """Say whether a try counts: only one that failed does."""
    return response.status_code >= 400  # noqa: PLR2004


@bp.post("/options")
@limiter.limit(LOOKS)
def options() -> dict[str, object]:
    """Give a challenge that any passkey can answer, so that nobody has to say who they are."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    return ceremony.request_options(here())


@bp.post("")
@limiter.limit(TRIES, deduct_when=was_refused)
def enter() -> Response | tuple[str, int]:
    """Sign in whoever the passkey belongs to; whatever is wrong with it, the answer is the same."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    try:
        account = ceremony.prove(answer(), here())
    except (NotProved, TookTooLong) as refused:
        db.session.rollback()
        return ask_anew(str(refused.sentence)), refused.status
    db.session.commit()
    return sign_in.enter(account, sign_ins.safe_next(request.args.get("next")))


def ask_anew(sentence: str) -> str:
    """Show the sign-in page with what was wrong; its other way in is as it was."""
    form = sign_in.AddressForm(formdata=None)
    form.form_errors.append(sentence)
    return render_template("sign_in/ask.html", form=form)
