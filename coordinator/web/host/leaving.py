"""Leaving somebody out, stepping back, hosting together."""

from flask import redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import EmailField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import hosting as hostings
from coordinator.events import stepping_back
from coordinator.fields import Name
from coordinator.plans import cohosting
from coordinator.web import visitor
from coordinator.web.host import bp, mine
from coordinator.web.host.event_form import HostForm

Page = str | Response | tuple[str, int]


class CohostForm(HostForm):
    """Who hosts along."""

    name = Name(_l("Their name"), [DataRequired(_l("Write a name"))])
    email = EmailField(_l("Their e-mail address"), [InputRequired(_l("Type their address"))])

    def validate_email(self, field: EmailField) -> None:
        """Bring the address to its normal form."""
        try:
            field.data = normal_address(field.data or "")
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None


@bp.get("/<hosting>/leave-out")
@bp.post("/<hosting>/leave-out")
def leave_out(hosting: str) -> str:
    """Leave the organiser out. The page after it is the same however often it is asked, and whatever came before."""
    of = mine.hosting(hosting)
    if request.method != "POST":  # HEAD comes here too
        return mine.page("leave_out", of)
    stepping_back.leave_out(of)
    db.session.commit()
    return mine.page("left_out", of)


@bp.get("/step-back")
def step_back() -> Page:
    """Say what stepping back means; with several plans, first ask which."""
    found = hostings.of_account(visitor.me().id)
    if not found:
        return redirect(url_for("host.home"), 303)
    return mine.page("step_back", found[0] if len(found) == 1 else None, hostings=found)


@bp.get("/<hosting>/step-back")
@bp.post("/<hosting>/step-back")
def step_back_from(hosting: str) -> str:
    """Stop hosting for one plan; a second click changes nothing."""
    of = mine.hosting(hosting)
    if request.method != "POST":  # HEAD comes here too
        return mine.page("step_back", of, hostings=[of])
    stepping_back.step_back(of)
    db.session.commit()
    return mine.page("stepped_back", of, coming=[event for event in of.events if event.is_coming])


@bp.get("/<hosting>/co-host")
@bp.post("/<hosting>/co-host")
def cohost(hosting: str) -> Page:
    """Let somebody host along, or host alone again."""
    of, form = mine.hosting(hosting), CohostForm()
    if request.method == "POST":
        if "alone" in request.form:
            cohosting.unshare(of)
        elif form.validate():
            _share(of, form)
        if not form.errors:
            db.session.commit()
            return redirect(url_for("host.cohost", hosting=of.public_id), 303)
    body = mine.page("cohost", of, form=form, cohost=mine.cohost_of(of))
    return (body, 422) if form.errors else body


def _share(of: hostings.Hosting, form: CohostForm) -> None:
    """Share a hosting; what stands against it is said beside the address."""
    try:
        cohosting.share(of, visitor.me(), form.email.data or "", form.name.data or "")
    except NotPossible as refused:
        db.session.rollback()
        form.email.errors = [str(refused.sentence)]
