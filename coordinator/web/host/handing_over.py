"""Handing a link over: made, shown once, or mailed."""

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.events import board as boards
from coordinator.events import inviting
from coordinator.events.board import Standing
from coordinator.web.host import board, bp, mine
from coordinator.web.host.board import Shown
from coordinator.web.host.words import parcel


@bp.post("/invitations/<invitation>/link")
def link(invitation: str) -> str:
    """Make somebody's link and show it once; the one before stops working."""
    found = mine.invitation(invitation)
    made = parcel(found, inviting.make_link(found))
    db.session.commit()
    return board.show(mine.event(found.event.public_id), Shown({found.id: made}))


@bp.post("/events/<event>/links")
def links(event: str) -> str:
    """Make a link for everybody on the list who has none yet, and show them all once."""
    of = mine.event(event)
    new = [line.invitation for line in boards.read(of).lines if line.standing is Standing.NEW]
    made = {each.id: parcel(each, inviting.make_link(each)) for each in new}
    db.session.commit()
    return board.show(of, Shown(made, "" if made else _("Everybody on the list has a link already.")))


@bp.post("/invitations/<invitation>/letter")
def mail(invitation: str) -> Response:
    """Mail somebody their invitation, at the next decent hour."""
    found = mine.invitation(invitation)
    inviting.mail(found)
    db.session.commit()
    return redirect(url_for("host.event", event=found.event.public_id, _anchor="guests"), 303)
