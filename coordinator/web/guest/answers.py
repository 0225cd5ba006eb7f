"""Answering: said once, changed until it starts, taken back if it was somebody else."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from coordinator.calendars import links as elsewhere
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import agenda, answering
from coordinator.web.guest import bp, who, zone
from coordinator.web.guest.forms import ALONE, AnswerForm, CalendarLetterForm
from coordinator.web.guest.invitation import page
from coordinator.web.limiting import an_hour


@bp.post("/answer")
@an_hour(10, who.held_here)
def answer(public_id: str) -> Response | tuple[str, int]:
    """Keep an answer; nothing counts as one that was not chosen."""
    card = who.invited(public_id, brief=request.form.get("answer") in ALONE)
    card.must_be_open()
    if card.is_poll:
        raise NotPossible
    form = AnswerForm(card, request.form)
    if not form.is_fine():
        return page(card, form), 422
    who.keep_language(card)
    answering.reply(card, form.chosen, **form.details)
    db.session.commit()
    return redirect(url_for("guest.answered", public_id=public_id), 303)


@bp.get("/answered")
def answered(public_id: str) -> str | Response:
    """Show what was answered, and the ways into a calendar."""
    return thanks(public_id)


def thanks(public_id: str, form: CalendarLetterForm | None = None) -> str | Response:
    """Return the page after an answer, or the invitation where there is none that counts."""
    card = who.invited(public_id)
    if card.is_called_off or not (card.answer or any(day.could for day in card.days)):
        return redirect(url_for("guest.invitation", public_id=public_id), 303)
    entry = agenda.of_invitation(card.id)
    return render_template(
        "guest/answered.html",
        card=card,
        form=form or CalendarLetterForm(always=card.wants_calendar_mail),
        reader_zone=zone.of_reader(card),
        google=entry and elsewhere.google(entry),
        outlook=entry and elsewhere.outlook(entry),
        office=entry and elsewhere.office(entry),
        kind=card.kind.value,
        drawing=card.kind.value,
        width="wide split" if card.is_coming else "",
    )


@bp.get("/answer/removal")
@bp.post("/answer/removal")
def take_back(public_id: str) -> str | Response:
    """Forget an answer that somebody else gave, or gave by mistake."""
    card = who.invited(public_id)
    card.must_be_open()
    if request.method != "POST":
        return render_template("guest/take_back.html", card=card, kind=card.kind.value)
    answering.take_back(who.invitation(public_id))
    db.session.commit()
    return redirect(url_for("guest.invitation", public_id=public_id), 303)
