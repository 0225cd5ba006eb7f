"""The organiser's own answer, which everybody invited can read (R2)."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.events import organiser_reply
from coordinator.events.answer import Answer
from coordinator.web.organiser import bp, mine
from coordinator.web.organiser.forms import ReplyForm


@bp.get("/events/<event_id>/answer")
@bp.post("/events/<event_id>/answer")
def reply(event_id: str) -> str | Response | tuple[str, int]:
    """Ask whether the organiser comes, and keep it; late, a no is all that can be said."""
    record = mine.going()
    event = mine.event(record, event_id)
    form = ReplyForm(event)
    if form.validate_on_submit():
        organiser_reply.reply(event, Answer(form.answer.data))
        db.session.commit()
        return redirect(url_for("organiser.home"), 303)
    page = render_template(
        "organiser/reply.html",
        form=form,
        event=event,
        locks_at=organiser_reply.locks_at(event),
        often=organiser_reply.has_changed_enough(event),
        here="plan",
        kind=event.kind,
    )
    return page, 422 if form.errors else 200
