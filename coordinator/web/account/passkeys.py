"""One's own passkeys: made, named and taken away."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired

from coordinator.accounts import passkey as passkeys
from coordinator.accounts import sign_in as sign_ins
from coordinator.accounts.passkey import LONGEST_NAME, Passkey
from coordinator.database import db
from coordinator.errors import Refused
from coordinator.extensions import limiter
from coordinator.fields import Line
from coordinator.instance import settings
from coordinator.web import sign_in, visitor
from coordinator.web.passkey import LOOKS, TRIES, answer, here, only_with_a_name, was_refused

bp = Blueprint("passkeys", __name__, url_prefix="/passkeys")
bp.before_request(only_with_a_name)
Page = str | tuple[str, int]


class NameForm(FlaskForm):
    """What its owner calls a passkey."""

    name = Line(_l("What do you call it?"), [DataRequired(_l("Give it a name."))], most=LONGEST_NAME)


@bp.get("")
def mine() -> str:
    """List one's passkeys, with a form that makes another."""
    return _list(_new())


@bp.post("")
@visitor.fresh
@limiter.limit(TRIES, deduct_when=was_refused)
def make() -> Response | Page:
    """Keep the passkey that the browser made."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    form = NameForm()
    if not form.validate():
        return _list(form), 422
    try:
        ceremony.add(visitor.me(), form.name.data or "", answer(), here())
    except Refused as refused:
        db.session.rollback()
        form.form_errors.append(str(refused.sentence))
        return _list(form), refused.status
    db.session.commit()
    flash(_("Your passkey is made. From now on it signs you in."), "passkey")
    return redirect(sign_ins.safe_next(request.args.get("next")) or url_for("account.passkeys.mine"), 303)


@bp.post("/options")
@visitor.fresh
@limiter.limit(LOOKS)
def options() -> dict[str, object] | tuple[dict[str, object], int]:
    """Give the browser what it needs to make one, once its name can be taken."""
    from coordinator.accounts import ceremony  # noqa: PLC0415

    form = NameForm()
    if not form.validate():
        return {"said": str(form.name.errors[0])}, 422
    try:
        return ceremony.creation_options(visitor.me(), here())
    except Refused as refused:
        return {"said": str(refused.sentence)}, refused.status


@bp.get("/first")
def first() -> Response | str:
    """Offer a host, who just said yes where nothing can be mailed, a way back in; she can leave it."""
    if settings().mails:
        return redirect(url_for("account.passkeys.mine"), 303)
    wanted = sign_ins.safe_next(request.args.get("next")) or sign_in.home_of(visitor.me())
    return render_template("account/passkeys/first.html", form=_new(), wanted=wanted)


@bp.get("/<int:passkey>")
@bp.post("/<int:passkey>")
def name(passkey: int) -> Response | Page:
    """Give one another name."""
    found = _mine(passkey)
    form = NameForm(obj=found)
    if form.validate_on_submit():
        found.name = form.name.data or ""
        db.session.commit()
        return redirect(url_for("account.passkeys.mine"), 303)
    page = render_template("account/passkeys/name.html", form=form, passkey=found)
    return page, 422 if form.errors else 200


@bp.get("/<int:passkey>/removal")
@bp.post("/<int:passkey>/removal")
@visitor.fresh
def removal(passkey: int) -> Response | str:
    """Ask, and say what is left to sign in with; then take it away."""
    found = _mine(passkey)
    if request.method == "POST":
        found.remove()
        db.session.commit()
        flash(_("The passkey is gone. It signs nobody in any more."), "passkey")
        return redirect(url_for("account.passkeys.mine"), 303)
    is_last = not any(each.works_here for each in passkeys.of(found.account_id) if each is not found)
    return render_template("account/passkeys/removal.html", passkey=found, is_last=is_last)


def _new() -> NameForm:
    """Return the form for another one, called after the browser it is made with."""
    return NameForm(formdata=None, name=visitor.browser() or _("This device"))


def _list(form: NameForm) -> str:
    known = passkeys.of(visitor.me().id)
    has_room = len(known) < passkeys.MOST
    return render_template("account/passkeys/mine.html", passkeys=known, form=form, has_room=has_room)


def _mine(number: int) -> Passkey:
    """Return a passkey of the signed-in account; everybody else's is the same 404."""
    found = db.session.scalar(select(Passkey).where(Passkey.id == number, Passkey.account_id == visitor.me().id))
    if found is None:
        abort(404)
    return found
