"""Four private questions before somebody hosts; only the outcome is kept, and the organiser sees nothing of it."""

from flask import redirect, render_template, url_for

from coordinator.database import db, write_first
from coordinator.plans import answering
from coordinator.web.friend import bp
from coordinator.web.friend.asked import ANSWERED, CLEAR, Page, asked, closed, note
from coordinator.web.friend.forms import QuestionsForm


@bp.get("/questions")
@bp.post("/questions")
def questions(public_id: str) -> Page:
    """Ask; any yes or "not sure" ends the plan neutrally, however the rest of the page was filled in."""
    found = asked(public_id)
    if page := closed(found):
        return page
    form = QuestionsForm(found)
    fine = form.validate_on_submit()
    if form.speaks_against:
        write_first()
        answering.refuse_by_screening(found)
        db.session.commit()
        note(ANSWERED, found, "no")
        return redirect(url_for("friend.thanks", public_id=public_id), 303)
    if fine:
        note(CLEAR, found, "yes")
        return redirect(url_for("friend.hosting", public_id=public_id), 303)
    return render_template("friend/questions.html", favour=found, form=form), 422 if form.errors else 200
