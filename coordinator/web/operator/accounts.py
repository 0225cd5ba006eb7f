"""Accounts: invite an organiser, find somebody, suspend them; addresses and states, nothing of what they do."""

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from coordinator.accounts import inviting, suspending
from coordinator.accounts.account import Account
from coordinator.contact import MOST, normal_address
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.web.addresses import number
from coordinator.web.operator import bp

PAGE = 50


class InviteForm(FlaskForm):
    """Whom to invite as an organiser."""

    email = EmailField(_l("Their e-mail address"), [InputRequired(_l("Type an address."))])

    def validate_email(self, field: EmailField) -> None:
        """Bring the address to its normal form."""
        field.data = normal_address(field.data or "")


@bp.get("/accounts")
@bp.post("/accounts")
def accounts() -> str | tuple[str, int]:
    """List accounts and invite an organiser; the link is shown once, to be handed on.

    Somebody who has signed in before gets none here: with it, an operator could read what is theirs.
    """
    form, link, known = InviteForm(), "", False
    if form.validate_on_submit():
        address = form.email.data or ""
        known = inviting.is_known(address)
        try:
            link = inviting.invite(address)
            db.session.commit()
        except NotPossible as refused:
            form.email.errors = [str(refused.sentence)]
    made = {"link": "" if known else link, "known": known and not form.errors}
    page = render_template("operator/accounts.html", form=form, here="accounts", **made, **_listed())
    return page, 422 if form.errors else 200


@bp.get("/accounts/<int:account_id>/suspension")
@bp.post("/accounts/<int:account_id>/suspension")
def suspend(account_id: int) -> str | Response:
    """Say first what it does, then keep somebody out, signed out everywhere; a second click changes nothing."""
    account = _account(account_id)
    if request.method != "POST":  # HEAD comes here too
        return render_template("operator/suspend.html", account=account, here="accounts")
    suspending.suspend(account)
    db.session.commit()
    flash(_("%(address)s is suspended.", address=account.email), "operator")
    return redirect(url_for("operator.accounts"), 303)


@bp.post("/accounts/<int:account_id>/return")
def let_in(account_id: int) -> Response:
    """Let somebody sign in again."""
    account = _account(account_id)
    suspending.let_in(account)
    db.session.commit()
    flash(_("%(address)s can sign in again.", address=account.email), "operator")
    return redirect(url_for("operator.accounts"), 303)


def _account(account_id: int) -> Account:
    """Return an account that can be suspended: any but an operator's, and but one that its owner deleted."""
    account = db.session.get(Account, account_id)
    return account if account and not account.is_operator and account.gone_at is None else abort(404)


def _listed() -> dict[str, object]:
    """Return one page of accounts, the newest first, of those whose address begins with what is looked for."""
    sought = "".join(filter(str.isprintable, request.args.get("find", ""))).strip().lower()[:MOST]
    before = request.args.get("before", type=number)
    found = sa.select(Account).where(Account.gone_at.is_(None)).order_by(Account.id.desc()).limit(PAGE + 1)
    if sought:
        found = found.where(Account.email.startswith(sought, autoescape=True))
    if before is not None:
        found = found.where(Account.id < before)
    rows = db.session.scalars(found).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return {"accounts": rows[:PAGE], "sought": sought, "older": older, "before": before}
