"""Creating an event: type, look, keep for later, see what guests will see, publish."""

from datetime import timedelta

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from coordinator.database import db, write_first
from coordinator.events import again as repeating
from coordinator.events import calendar_file, draft, planning
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.instance import settings
from coordinator.text import NotAllowed
from coordinator.web.host import bp, mine
from coordinator.web.host.event_form import Bounds, EventForm, typed
from coordinator.web.host.files import A_HOUR, FileForm, whose
from coordinator.web.limiting import an_hour
from coordinator.web.zones import known_zones

Page = str | Response | tuple[str, int]
ONE_DAY = timedelta(days=1)


@bp.get("/<hosting>/events/new")
@bp.post("/<hosting>/events/new")
def new(hosting: str) -> Page:
    """Show the form; keep it for later, look again, or go on to what guests will see."""
    of = mine.hosting(hosting)
    if until := planning.may_plan_from(of):
        return mine.page("wait", of, until=until, coming=planning.coming_event(of.plan_id))
    form = _form(of)
    if request.method == "POST" and "look" not in request.form:
        later = "later" in request.form
        if later or form.validate():
            draft.keep(of.id, typed(request.form))
            db.session.commit()
            return redirect(url_for("host.home") if later else url_for("host.preview", hosting=of.public_id), 303)
    return _page(of, form)


@bp.post("/<hosting>/events/file")
@an_hour(A_HOUR, whose)
def from_file(hosting: str) -> Page:
    """Fill the form in from a calendar file, in place of what was typed into the same fields."""
    of, upload = mine.hosting(hosting), FileForm()
    if planning.may_plan_from(of):
        return redirect(url_for("host.new", hosting=of.public_id), 303)
    try:
        found = calendar_file.read(upload.brought(calendar_file.MOST_BYTES), of.zone, known_zones())
    except NotAllowed as refused:
        upload.refuse(refused)
        return _page(of, _form(of), upload)
    kept = draft.keep(of.id, typed(request.form) | found.typed)
    db.session.commit()
    flash(_("This is what the file says. Nothing of it is published yet."), "file")
    for remark in found.remarks:
        flash(str(remark), "file")
    form = _form(of, kept)
    form.look_only_at(found.typed)
    return _page(of, form) if form.errors else redirect(url_for("host.new", hosting=of.public_id), 303)


@bp.post("/<hosting>/events/check")
def check(hosting: str) -> Response:
    """Say what the low-pressure check says of a form that is still being filled in; nothing is kept."""
    form = _form(mine.hosting(hosting))
    return jsonify([{"is": each.state, "word": str(each.word), "why": str(each.why)} for each in form.findings()])


@bp.get("/<hosting>/events/preview")
def preview(hosting: str) -> Page:
    """Show the draft as guests would see it; a draft with a fault goes back to the form."""
    of = mine.hosting(hosting)
    kept = draft.of(of.id)
    if kept is None:
        return redirect(url_for("host.home"), 303)
    form = _form(of, kept)
    return mine.page("preview", of, outline=form.outline()) if form.validate() else _page(of, form)


@bp.post("/<hosting>/events")
def publish(hosting: str) -> Page:
    """Make the draft real; a second click waits, and finds the event that is there already."""
    of = mine.hosting(hosting)
    write_first()
    kept, coming = draft.of(of.id), planning.coming_event(of.plan_id)
    if coming and coming.hosting_id == of.id:
        return redirect(url_for("host.event", event=coming.public_id), 303)
    if kept is None:
        return redirect(url_for("host.home"), 303)
    form = _form(of, kept)
    if not form.validate():
        return _page(of, form)
    event = planning.publish(of, form.outline())
    draft.discard(of.id)
    db.session.commit()
    return redirect(url_for("host.event", event=event.public_id), 303)


@bp.post("/<hosting>/events/draft/removal")
def discard(hosting: str) -> Response:
    """Throw the draft away."""
    draft.discard(mine.hosting(hosting).id)
    db.session.commit()
    return redirect(url_for("host.home"), 303)


@bp.post("/events/<event>/again")
def again(event: str) -> Response:
    """Begin a draft with the words of an earlier event; the day is a new one."""
    earlier = mine.event(event)
    draft.keep(earlier.hosting_id, repeating.typed(earlier))
    db.session.commit()
    return redirect(url_for("host.new", hosting=earlier.hosting.public_id), 303)


def bounds(of: Hosting, moving: Event | None = None, heads: int = 0) -> Bounds:
    """Return what the days of a form have to keep to."""
    first, last = planning.first_start(of, moving), planning.last_start(of)
    return Bounds(first.date(), last.date() - ONE_DAY, heads, days_fixed=bool(moving and moving.day_is_open))


def _form(of: Hosting, kept: draft.EventDraft | None = None) -> EventForm:
    """Return the form with what was sent, else with the draft, else empty."""
    kept = kept or (None if request.method == "POST" else draft.of(of.id))
    data = MultiDict(kept.typed) if kept else (request.form if request.method == "POST" else None)
    return EventForm(formdata=data, bounds=bounds(of), zones=zones(of), organiser=of.organiser_name)


def zones(of: Hosting) -> list[str]:
    """Return the zones at hand."""
    return [of.zone, settings().time_zone]


def _page(of: Hosting, form: EventForm, upload: FileForm | None = None) -> Page:
    upload = upload or FileForm()
    body = mine.page("create", of, form=form, upload=upload, findings=form.findings(), width="wide")
    return (body, 422) if form.errors or upload.errors else body
