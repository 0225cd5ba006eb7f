"""Changing an event: other words, another day or place, one of the days offered, calling it off."""

from flask import abort, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.events import again, changing, dates, news
from coordinator.events.event import Event
from coordinator.fields import Words
from coordinator.text import NOTE
from coordinator.web.host import bp, mine
from coordinator.web.host.creating import bounds, zones
from coordinator.web.host.event_form import EventForm, HostForm

Page = str | Response | tuple[str, int]


class CallOffForm(HostForm):
    """A word to the guests."""

    words = Words(_l("A word to your guests, if you like"), most=NOTE, description=_l("Everyone invited reads this."))


@bp.get("/events/<event>/edit")
@bp.post("/events/<event>/edit")
def edit(event: str) -> Page:
    """Change an event; another day or place asks everyone who said yes once more, and the page says so before."""
    of = mine.event(event)
    of.must_be_open()
    form = _form(of)
    if request.method == "POST" and "look" not in request.form and form.validate():
        changing.change(of, form.outline())
        db.session.commit()
        return redirect(url_for("host.event", event=of.public_id), 303)
    body = mine.page("create", of.hosting, form=form, findings=form.findings(), event=of, width="wide", kind=of.kind)
    return (body, 422) if form.errors else body


@bp.post("/events/<event>/day")
def pick(event: str) -> Response:
    """Pick one of the days offered and ask everyone to confirm; a second click finds it done."""
    of = mine.event(event)
    wanted = request.form.get("option", "")
    option = next((each for each in of.options if str(each.id) == wanted), None)
    if option is not None:
        dates.pick(of, option)
        db.session.commit()
    elif of.day_is_open:
        abort(404)
    return redirect(url_for("host.event", event=of.public_id), 303)


@bp.get("/events/<event>/cancellation")
@bp.post("/events/<event>/cancellation")
def call_off(event: str) -> Page:
    """Call an event off, with a word; a second click finds it done."""
    of, form = mine.event(event), CallOffForm()
    board = redirect(url_for("host.event", event=of.public_id), 303)
    if of.is_called_off:
        return board
    of.must_be_open()
    if request.method == "POST" and form.validate():
        news.call_off(of, form.words.data or "")
        db.session.commit()
        return board
    body = mine.page("call_off", of.hosting, event=of, form=form, kind=of.kind)
    return (body, 422) if form.errors else body


def _form(of: Event) -> EventForm:
    """Return the form with what was sent, else with what the event says now."""
    limits = bounds(of.hosting, of, changing.heads(of))
    data = request.form if request.method == "POST" else MultiDict(again.typed(of, whole=True))
    return EventForm(
        formdata=data, bounds=limits, zones=[of.zone, *zones(of.hosting)], organiser=of.hosting.organiser_name
    )
