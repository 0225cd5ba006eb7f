"""Signing in once more on a browser that is signed in, before what cannot be undone (`visitor.fresh`)."""

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from coordinator.accounts import passkey, sign_in
from coordinator.database import db
from coordinator.instance import settings
from coordinator.web import visitor
from coordinator.web.account import bp
from coordinator.web.sign_in import ASKED, WANTED, home_of


@bp.get("/again")
@bp.post("/again")
def again() -> str | Response:
    """Offer a letter to the account's own address, and its passkeys; whoever signed in just now goes on at once."""
    me, wanted = visitor.me(), sign_in.safe_next(request.args.get("next"))
    if visitor.is_fresh():
        return redirect(wanted or home_of(me), 303)
    if request.method == "POST" and settings().mails:
        row = sign_in.ask_again(me, visitor.place(), wanted)
        db.session.commit()
        session[ASKED] = row.id
        return redirect(url_for("sign_in.code"), 303)
    if wanted and not settings().mails:
        session[WANTED] = wanted  # a link that the operator hands on knows no page
    return page_again(wanted, was_stopped="stopped" in request.args)


def page_again(wanted: str, *, was_stopped: bool = False, refused: str = "") -> str:
    """Return the page with the ways there are to show it, and what was wrong with the last try."""
    me = visitor.me()
    return render_template(
        "account/again.html",
        me=me,
        home=home_of(me),
        wanted=wanted,
        was_stopped=was_stopped,
        refused=refused,
        has_passkey=settings().takes_passkeys and passkey.has_any(me.id),
    )
