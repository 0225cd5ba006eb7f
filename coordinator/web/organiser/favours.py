"""Asking a friend a favour: one question, no reminder, and what they answer stays with them (R5)."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.errors import Refused
from coordinator.instance import settings
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import asking
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.record import Record
from coordinator.web import press
from coordinator.web.organiser import bp, mine
from coordinator.web.organiser.forms import NEW, FavourForm
from coordinator.web.page import moment

Page = str | Response | tuple[str, int]


@bp.get("/favours/new")
def favour_new() -> str:
    """Ask whom and how; the friend chosen on the home page stays chosen."""
    record = mine.going()
    form = FavourForm(record, mails=settings().mails, chosen=request.args.get("friend"))
    return _page(record, form)


@bp.post("/favours/new")
def favour_ask() -> Page:
    """Ask, or say beside the form from when it is possible."""
    record = mine.going()
    form = FavourForm(record, mails=settings().mails)
    if favour := _asked_already(record, form):
        return _asked(favour, form.line.data or "")
    if form.validate_on_submit():
        try:
            favour = _ask(record, form)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(_said(refused))
        else:
            return _asked(favour, form.line.data or "")
    return _page(mine.going(), form), 422


@bp.post("/favours/<favour_id>/link")
def favour_link(favour_id: str) -> Page:
    """Make a friend's link anew and show it; the one before stops working."""
    return _asked(mine.favour(mine.going(), favour_id), "")


@bp.post("/favours/<favour_id>/removal")
def favour_removal(favour_id: str) -> Response:
    """Take a question back that still waits for the morning; later there is nothing to take back, and no harm."""
    favour = mine.favour(mine.going(), favour_id)
    if favour.waits:
        favour.withdraw()
        db.session.commit()
    return redirect(url_for("organiser.home"), 303)


def _ask(record: Record, form: FavourForm) -> Favour:
    """Find or write down the friend, and ask."""
    friend = next((each for each in record.friends if str(each.id) == form.friend.data), None)
    if friend is None:
        friend = Friend(plan=record.plan, name=form.name.data or "")
        db.session.add(friend)
    if form.by_mail:
        friend.reach_at(form.address.data)
    return asking.ask(record.plan, friend, line=form.line.data or "", by_mail=form.by_mail)


def _asked_already(record: Record, form: FavourForm) -> Favour | None:
    """Return the favour of the chosen friend whose link this very form made, where it comes a second time."""
    made = link.made_by(press.sent(), Purpose.FAVOUR, [each.id for each in record.favours])
    return next((each for each in record.favours if each.id in made and form.is_for(each.friend)), None)


def _asked(favour: Favour, line: str) -> Page:
    """Show the link where there is one to hand on; by mail, or at night, there is nothing to show."""
    if favour.is_mailed or favour.waits:
        return redirect(url_for("organiser.home"), 303)
    address = favour.hand_over(press.sent())
    db.session.commit()
    return render_template(
        "organiser/favour_link.html",
        favour=favour,
        line=line,
        address=address,
        here="plan",
        page_address=url_for("organiser.home"),
    )


def _page(record: Record, form: FavourForm) -> str:
    """Show the form, or when it will be possible."""
    return render_template(
        "organiser/favour_new.html", form=form, new=NEW, asks_from=asking.possible_from(record), here="plan"
    )


def _said(refused: Refused) -> str:
    """Return what a rule said, with the day or hour from which it is possible."""
    if refused.until is None:
        return str(refused.sentence)
    return _("%(sentence)s It is possible from %(moment)s.", sentence=refused.sentence, moment=moment(refused.until))
