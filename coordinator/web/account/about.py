"""One's own account: the name, the language and the time zone, and what else is kept."""

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator.accounts import address_change
from coordinator.database import db
from coordinator.events.hosting import Hosting
from coordinator.plans import plan as plans
from coordinator.web import page, visitor
from coordinator.web.account import bp
from coordinator.web.account.forms import AccountForm


@bp.get("")
@bp.post("")
def account() -> str | Response | tuple[str, int]:
    """Show what is kept of the account and change it."""
    me = visitor.me()
    form = AccountForm(me)
    if form.validate_on_submit():
        me.name, me.language, me.zone = form.name.data or "", form.language.data, form.zone.data
        db.session.commit()
        flash(_("Saved."), "account")
        back = redirect(url_for("account.account"), 303)
        page.remember_language(back, me.language)
        return back
    plan = plans.current(me.id) if me.may_organise else None
    waiting = address_change.pending(me.id)
    shown = render_template("account/account.html", form=form, me=me, plan=plan, waiting=waiting)
    return shown, 422 if form.errors else 200


@bp.context_processor
def _doors() -> dict[str, object]:
    """Return what the top of these pages leads to: every door the account may stand at."""
    me = visitor.me()
    hosted = sa.exists().where(sa.or_(Hosting.account_id == me.id, Hosting.cohost_account_id == me.id))
    return {
        "organises": me.may_organise and not me.is_operator,
        "hosts": bool(db.session.scalar(sa.select(hosted))),
        "operates": me.is_operator,
    }
