"""The two buttons that move an account to another address; looking changes nothing, and either side may refuse (R8)."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import Gone

from coordinator import readdressing
from coordinator.accounts import address_change
from coordinator.accounts.address_change import AddressChange, Side
from coordinator.database import db
from coordinator.web.choosing import one_of

bp = Blueprint("address", __name__)


class AgreeForm(FlaskForm):
    """Whether the account may move."""

    agree = one_of(
        _l("What would you like?"),
        _l("Choose one of the two."),
        {"yes": _l("Yes, I agree"), "no": _l("No, that wasn’t me")},
    )


@bp.get("/address/<token>")
@bp.post("/address/<token>")
def agree(token: str) -> str | tuple[str, int]:
    """Show what is asked of one address, and take its answer."""
    change, side = _found(token)
    form = AgreeForm()
    if request.method != "POST" or not form.validate():  # HEAD comes here too
        page = render_template("address/agree.html", change=change, side=side, form=form)
        return page, 422 if form.errors else 200
    new = change.email
    if form.agree.data == "no":
        change.end()
    elif change.agrees(side) and not readdressing.settle(change):
        db.session.commit()
        raise Gone
    db.session.commit()
    return render_template("address/done.html", said=form.agree.data, moved=change.is_agreed, new=new)


def _found(token: str) -> tuple[AddressChange, Side]:
    """Return the change and the side a link stands for; what is unknown, over or answered is the same 410."""
    found = address_change.find(token)
    if found is None or not found[0].is_live or (found[0].old_at if found[1] is Side.OLD else found[0].new_at):
        raise Gone
    return found
