"""Into a guest's own calendar: a file, a feed of their own, or a calendar invitation by mail if they ask for one."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator.consent import person
from coordinator.database import db
from coordinator.events import agenda, calendar_letter
from coordinator.instance import settings
from coordinator.links.link import Purpose
from coordinator.web import downloads, subscribing, visitor
from coordinator.web.guest import bp, who
from coordinator.web.guest.answers import thanks
from coordinator.web.guest.forms import CalendarLetterForm
from coordinator.web.limiting import an_hour
from coordinator.web.subscribing import Page


@bp.get("/event.ics")
def file(public_id: str) -> Response:
    """Give one event as a file to keep."""
    body = agenda.download(public_id, visitor.held(public_id))
    if body is None:
        abort(404)
    return downloads.calendar(body, attached_as="event.ics")


@bp.get("/subscription")
@bp.post("/subscription")
@an_hour(10, who.held_here)
def subscribe(public_id: str) -> Page:
    """Make a guest a calendar address of their own, shown once, or switch it off."""
    found = who.bearer(public_id)

    def render(template: str, **context: object) -> str:
        return render_template(f"guest/{template}", found=found, **context)

    name = _("Invitations from %(name)s", name=found.host)
    return subscribing.respond(Purpose.CALENDAR, found.guest.id, name, render)


@bp.post("/calendar-letter", endpoint="calendar_letter")
@an_hour(5, who.held_here)
def mail_calendar_letter(public_id: str) -> Response | str | tuple[str | Response, int]:
    """Mail a calendar invitation, to an address typed for that."""
    if not settings().mails:
        abort(404)
    form, invitation = CalendarLetterForm(), who.invitation(public_id)
    if not form.validate_on_submit():
        return thanks(public_id, form), 422
    calendar_letter.ask(invitation, form.mail.data or "", note=form.note.data, always=form.always.data)
    db.session.commit()
    flash(_("It’s on its way. At night it waits until the morning."))
    return redirect(url_for("guest.answered", public_id=public_id), 303)


@bp.post("/calendar-letter/removal")
def no_calendar_letter(public_id: str) -> Response:
    """Mail no more of this event's date."""
    calendar_letter.no_more(who.invitation(public_id))
    db.session.commit()
    flash(_("Nothing more goes to that address. A date that is in your calendar stays until you take it out."))
    return redirect(url_for("guest.answered", public_id=public_id), 303)


@bp.post("/data/calendar-wish/removal")
def no_calendar_wish(public_id: str) -> Response:
    """Let later invitations come without the date again."""
    for row in person.rows_of(who.bearer(public_id).guest):
        row.wants_calendar_mail = False
    db.session.commit()
    return redirect(url_for("guest.data", public_id=public_id), 303)
