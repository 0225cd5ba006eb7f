"""Accounts: invite an organiser, suspend somebody; addresses and states, nothing of what they do."""

import sqlalchemy as sa
from flask import abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from coordinator.accounts import inviting
from coordinator.accounts.account import Account
from coordinator.accounts.device import revoke_all
from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.web.operator import bp

PAGE = 100


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
    listed = db.session.scalars(
        sa.select(Account).where(Account.gone_at.is_(None)).order_by(Account.id.desc()).limit(PAGE)
    ).all()
    made = {"link": "" if known else link, "known": known and not form.errors}
    page = render_template("operator/accounts.html", accounts=listed, form=form, here="accounts", **made)
    return page, 422 if form.errors else 200


@bp.post("/accounts/<int:account_id>/suspension")
def suspend(account_id: int) -> Response:
    """Suspend an account and sign it out everywhere, or let it in again."""
    account = db.session.get(Account, account_id) or abort(404)
    if account.is_operator or account.gone_at is not None:
        abort(404)
    account.is_active = not account.is_active
    revoke_all(account.id)
    db.session.commit()
    return redirect(url_for("operator.accounts"), 303)
