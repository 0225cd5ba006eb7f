"""Signing in by mailed link or code; looking at a link changes nothing, pressing its button does (R8)."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import Gone as GoneHere
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField
from wtforms.validators import InputRequired

from coordinator.accounts import sign_in as sign_ins
from coordinator.accounts.account import Account
from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.events.hosting import confirm_address_of, of_account
from coordinator.fields import Line
from coordinator.text import LINE
from coordinator.web import visitor

bp = Blueprint("sign_in", __name__)
ASKED = "sign_in"  # session key: the id of the sign-in this browser asked for
WANTED = "wanted"  # session key: where somebody goes on who has to ask the operator for a link first


class AddressForm(FlaskForm):
    """Where the letter should go."""

    email = EmailField(_l("Your e-mail address"), [InputRequired(_l("Type the address of your account."))])

    def validate_email(self, field: EmailField) -> None:
        """Bring the address to its normal form; what was typed stays when it is none."""
        field.data = normal_address(field.data or "")


class CodeForm(FlaskForm):
    """The six digits of the letter."""

    code = Line(
        _l("Six digits"), [InputRequired(_l("Type the six digits from the letter."))], most=LINE, addresses=True
    )
    keep = BooleanField(_l("Keep me signed in on this device"))


@bp.get("/sign-in")
@bp.post("/sign-in")
def ask() -> str | Response | tuple[str, int]:
    """Ask for an address and owe a letter to it; unknown addresses are answered alike."""
    form = AddressForm()
    if form.validate_on_submit():
        wanted = sign_ins.safe_next(request.args.get("next"))
        row = sign_ins.ask(form.email.data or "", visitor.place(), wanted)
        db.session.commit()
        session[ASKED] = row.id
        return redirect(url_for("sign_in.code"), 303)
    return render_template("sign_in/ask.html", form=form), 422 if form.errors else 200


@bp.get("/sign-in/code")
@bp.post("/sign-in/code")
def code() -> str | Response | tuple[str, int]:
    """Take the code, in the browser that asked for it; a try is counted before it is compared."""
    form, row_id, me = CodeForm(), session.get(ASKED), visitor.account()
    row = sign_ins.get(row_id) if row_id else None
    if row is None:
        return redirect(url_for("sign_in.ask"), 303)
    again = me is not None and me.email == row.email
    if form.validate_on_submit():
        sign_ins.count_try(row.id)
        row = sign_ins.get(row.id) or row
        account = row.use() if row.matches(form.code.data or "") else None
        if account is not None:
            return _enter(account, row.next, keep=form.keep.data)
        form.code.errors = [_("That code isn’t right, or its time is up. You can ask for a new one.")]
    page = render_template("sign_in/code.html", form=form, email=row.email, again=again)
    return page, 422 if form.errors else 200


@bp.get("/sign-in/link/<token>")
@bp.post("/sign-in/link/<token>")
def link(token: str) -> str | Response:
    """Show whose link it is and a button; only pressing it signs in, so scanners do not."""
    row = sign_ins.find(token)
    if row is None or not row.is_live or row.account is None:
        raise GoneHere
    if request.method != "POST":  # HEAD comes here too
        return render_template("sign_in/link.html", email=row.email)
    account = row.use()
    if account is None:
        raise GoneHere
    return _enter(account, row.next, keep=request.form.get("keep") == "y")


@bp.post("/sign-out")
def out() -> Response:
    """Sign this browser out."""
    visitor.sign_out()
    flash(_("You’re signed out."))
    return redirect(url_for("front.index"), 303)


def home_of(account: Account) -> str:
    """Return where somebody belongs who asked for no page: operator, organiser or host."""
    if account.is_operator:
        return url_for("operator.health")
    if account.may_organise:
        return url_for("organiser.home")
    return url_for("host.home")


def enter(account: Account, wanted: str, *, keep: bool = False) -> Response:
    """Sign in and go where they wanted to."""
    wanted = wanted or session.get(WANTED, "")
    visitor.sign_in(account, keep=keep)
    for done in (ASKED, WANTED):
        session.pop(done, None)
    return redirect(sign_ins.safe_next(wanted) or home_of(account), 303)


def _enter(account: Account, wanted: str, *, keep: bool) -> Response:
    """Note a host's address as checked, since its letter was read, and sign in."""
    if of_account(account.id):
        confirm_address_of(account.id)
    db.session.commit()
    return enter(account, wanted, keep=keep)
