"""A tiny application that renders macros and layouts on their own, without database or doors."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from coordinator.web import assets, drawings, templating

ROOT = Path(drawings.__file__).parents[1]
KINDS = ["games", "picnic", "walk", "museum", "quiz", "potluck", "helping", "concert", "bowling", "film", "other"]
ENDPOINTS = {
    "front.index": "/",
    "front.how": "/how",
    "host.home": "/host",
    "host.came": "/host/came",
    "host.step_back": "/host/step-back",
    "organiser.home": "/plan",
    "organiser.history": "/history",
    "account.account": "/account",
    "sign_in.out": "/sign-out",
    "operator.health": "/operator",
    "operator.reports": "/operator/reports",
    "operator.accounts": "/operator/accounts",
}


class Site:
    """What every page knows about the site."""

    operator_name = "Jo Lindqvist"
    operator_contact = "jo@ground.example"
    languages = (("en", "English", "ltr"), ("de", "Deutsch", "ltr"), ("ar", "العربية", "rtl"))


class EventForm(FlaskForm):
    """A form with one field of every sort the macros know."""

    title = StringField("What is it called?", [InputRequired("Say what it is called"), Length(max=80)])
    note = TextAreaField("A line or two", description="Everyone you invite reads this.")
    kind = RadioField("What kind", choices={kind: kind.title() for kind in KINDS})
    answer = RadioField(
        "Will you come?",
        [InputRequired("Choose one of the three answers")],
        choices={"yes": "I’ll come", "no": "I can’t", "unsaid": "I’d rather not say yet"},
    )
    zone = SelectField(
        "Times are", choices={"Europe/London": "UK time", "Europe/Berlin": "Berlin <time>"}, validate_choice=False
    )
    places = IntegerField("How many can come?", [NumberRange(6, 60)])
    day = DateField("Day")
    told = BooleanField("Anna may know I asked")


def page_app() -> Flask:
    """Build the application, with the endpoints that layouts link to."""
    app = Flask("coordinator", root_path=str(ROOT), template_folder="../templates")
    app.config.update(SECRET_KEY="only for this test", SERVER_NAME="ground.example", TESTING=True)
    app.jinja_environment = templating.Environment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(app)
    templating.install(app)
    CSRFProtect(app)
    assets.install(app)
    drawings.install(app)
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda: "")
    app.context_processor(lambda: {"site": Site, "lang": "en-GB", "text_direction": "ltr"})
    return app
