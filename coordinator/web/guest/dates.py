"""A date poll: which days could work. Only the host sees who can when."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import dates as polls
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import DatesForm
from coordinator.web.guest.invitation import page
from coordinator.web.limiting import an_hour


@bp.post("/dates")
@an_hour(10, who.held_here)
def dates(public_id: str) -> Response | tuple[str, int]:
    """Keep what a guest says of the days."""
    card = who.invited(public_id)
    card.must_be_open()
    if not card.is_poll:
        raise NotPossible
    form = DatesForm(card, request.form)
    if not form.is_fine():
        return page(card, form), 422
    polls.vote(who.invitation(public_id), form.could)
    db.session.commit()
    return redirect(url_for("guest.answered", public_id=public_id), 303)
