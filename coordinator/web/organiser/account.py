"""One's own account: the name friends read, language and time zone."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.plans import record as records
from coordinator.web import page, visitor
from coordinator.web.organiser import bp
from coordinator.web.organiser.forms import AccountForm


@bp.get("/account")
@bp.post("/account")
def account() -> str | Response | tuple[str, int]:
    """Show what is kept of the account and change it."""
    me = visitor.me()
    form = AccountForm(me)
    if form.validate_on_submit():
        me.name, me.language, me.zone = form.name.data or "", form.language.data, form.zone.data
        db.session.commit()
        back = redirect(url_for("organiser.home"), 303)
        page.remember_language(back, me.language)
        return back
    shown = render_template("organiser/account.html", form=form, me=me, record=records.of_organiser(me.id))
    return shown, 422 if form.errors else 200
