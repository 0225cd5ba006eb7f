"""The favour itself: four equal answers, each with a page that says what happens before anything is sent (R8)."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from coordinator.database import db, write_first
from coordinator.errors import NotPossible
from coordinator.plans import answering
from coordinator.plans.favour import FavourSays
from coordinator.web.friend import bp
from coordinator.web.friend.asked import ANSWERED, Page, answered, asked, closed, forget, is_organiser, note


@bp.get("")
def favour(public_id: str) -> Page:
    """Show who asks what, what hosting means, and four answers of equal weight."""
    found = asked(public_id)
    return closed(found) or render_template("friend/favour.html", favour=found, drawing="letter", width="wide split")


@bp.get("/check")
def check(public_id: str) -> Page:
    """Say what an answer does, with a way back; nothing is sent yet."""
    found = asked(public_id)
    if page := closed(found):
        return page
    says = _said(request.args.get("answer"))
    if says is None:
        return redirect(url_for("friend.favour", public_id=public_id), 303)
    if says is FavourSays.HOST:
        return redirect(url_for("friend.questions", public_id=public_id), 303)
    return render_template("friend/check.html", favour=found, says=says, drawing="letter")


@bp.post("/answer")
def answer(public_id: str) -> Page:
    """Keep an answer; a second one is thanked for just the same."""
    found = asked(public_id)
    if page := closed(found):
        return page
    says = _said(request.form.get("answer"))
    if says is None:
        abort(400)
    if says is FavourSays.HOST:
        return redirect(url_for("friend.questions", public_id=public_id), 303)
    write_first()
    answering.answer(found, says)
    db.session.commit()
    note(ANSWERED, found, says.value)
    return redirect(url_for("friend.thanks", public_id=public_id), 303)


@bp.get("/thanks")
def thanks(public_id: str) -> Page:
    """Thank for the answer given in this browser."""
    return closed(asked(public_id)) or redirect(url_for("friend.favour", public_id=public_id), 303)


@bp.post("/undo")
def undo(public_id: str) -> Response:
    """Take a veto back, where it was given, for twelve hours."""
    found = asked(public_id)
    if is_organiser(found) or answered(found) is not FavourSays.VETO:
        raise NotPossible
    write_first()
    answering.undo(found)
    db.session.commit()
    forget(ANSWERED, found)
    return redirect(url_for("friend.favour", public_id=public_id), 303)


def _said(value: str | None) -> FavourSays | None:
    return FavourSays(value) if value in list(FavourSays) else None
