"""Another address to sign in with: asked for here, and proved by a button in a letter to each of the two."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.accounts import address_change
from coordinator.database import db
from coordinator.instance import settings
from coordinator.web import visitor
from coordinator.web.account import bp
from coordinator.web.account.forms import AddressForm


@bp.get("/address")
@bp.post("/address")
@visitor.fresh
def address() -> str | Response | tuple[str, int]:
    """Ask for another address; the answer is the same whoever has it."""
    me, form = visitor.me(), AddressForm(visitor.me())
    if settings().mails and form.validate_on_submit():
        address_change.ask(me, form.email.data or "")
        db.session.commit()
        return redirect(url_for("account.address"), 303)
    waiting = address_change.pending(me.id)
    return render_template("account/address.html", form=form, me=me, waiting=waiting), 422 if form.errors else 200


@bp.post("/address/removal")
def address_taken_back() -> Response:
    """Take back what waits for its buttons; a second click finds nothing."""
    waiting = address_change.pending(visitor.me().id)
    if waiting is not None:
        waiting.end()
        db.session.commit()
    return redirect(url_for("account.account"), 303)
