"""Pages for anybody: what this is, a lost link, an undone stop, no more mail."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response
from wtforms import EmailField
from wtforms.validators import InputRequired

from coordinator.consent import finding, stop
from coordinator.consent.suppression import Scope, suppress
from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.errors import Gone
from coordinator.extensions import csrf, limiter
from coordinator.fields import Line
from coordinator.instance import settings
from coordinator.post import unsubscribe as unsubscribing
from coordinator.text import LINE
from coordinator.web.choosing import one_of

bp = Blueprint("front", __name__)
Page = str | tuple[str, int]


class FindForm(FlaskForm):
    """The address a lost link should be mailed to."""

    email = EmailField(_l("Your e-mail address"), [InputRequired(_l("Type your e-mail address."))])

    def validate_email(self, field: EmailField) -> None:
        """Bring the address to its normal form."""
        field.data = normal_address(field.data or "")


class UndoForm(FlaskForm):
    """The receipt code of a stop."""

    code = Line(_l("Your code"), [InputRequired(_l("Type the code you were given."))], most=LINE, addresses=True)


class UnsubscribeForm(FlaskForm):
    """Whether to get no more mail."""

    mail = one_of(
        _l("What would you like?"),
        _l("Choose one of the two."),
        {"none": _l("Send me nothing more"), "keep": _l("Keep things as they are")},
    )


@bp.get("/")
def index() -> str:
    """Say what this is."""
    return render_template("front/index.html")


@bp.get("/how")
def how() -> str:
    """Say how it works and who sees what."""
    return render_template("front/how.html")


@bp.get("/find")
@bp.post("/find")
@limiter.limit("20 per hour", methods=["POST"])
def find() -> Page:
    """Mail somebody their own link; known and unknown addresses are answered alike."""
    form = FindForm()
    if settings().mails and form.validate_on_submit():
        finding.ask(form.email.data or "")
        db.session.commit()
        return render_template("front/found.html")
    return render_template("front/find.html", form=form), 422 if form.errors else 200


@bp.get("/undo")
@bp.post("/undo")
@limiter.limit("10 per hour", methods=["POST"])
def undo() -> Page:
    """Lift a stop by its receipt code, which only its owner has."""
    form = UndoForm()
    if form.validate_on_submit():
        if stop.undo(form.code.data or ""):
            db.session.commit()
            return render_template("front/undone.html")
        form.code.errors = [_("That code doesn’t fit. Look at it once more; capitals don’t matter.")]
    return render_template("front/undo.html", form=form), 422 if form.errors else 200


@bp.get("/u/<token>")
def unsubscribe(token: str) -> str:
    """Ask whether to stop all mail to an address."""
    if unsubscribing.read(token) is None:
        raise Gone
    return render_template("front/unsubscribe.html", form=UnsubscribeForm(formdata=None))


@bp.post("/u/<token>")
@csrf.exempt
def unsubscribe_now(token: str) -> str | Response | tuple[str, int]:
    """Stop all mail to an address at once, by a choice or by a mail program's one click (RFC 8058 §3.2)."""
    fingerprint = unsubscribing.read(token)
    if fingerprint is None:
        raise Gone
    if request.form.get("List-Unsubscribe") != "One-Click":
        form = UnsubscribeForm()
        if not form.validate():
            return render_template("front/unsubscribe.html", form=form), 422
        if form.mail.data == "keep":
            return redirect(url_for("front.index"), 303)
    suppress(fingerprint, Scope.SITE)
    db.session.commit()
    return render_template("front/unsubscribed.html")


@bp.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers out, and let calendars fetch feeds."""
    return Response("User-agent: *\nAllow: /c/\nDisallow: /\n", mimetype="text/plain")


@bp.get("/favicon.ico")
def icon() -> Response:
    """Give browsers that ask for the old name the drawing."""
    return current_app.send_static_file("icon.svg")


@bp.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Say whether the database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError:
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
