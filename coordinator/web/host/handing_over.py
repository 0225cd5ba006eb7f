"""Handing links over: made, shown on the board for a while, or mailed."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coordinator.database import db
from coordinator.events import board as boards
from coordinator.events import inviting
from coordinator.events.board import Standing
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.links.link import Purpose, made_by
from coordinator.web import press
from coordinator.web.host import bp, mine


@bp.post("/invitations/<invitation>/link")
def link(invitation: str) -> Response:
    """Make somebody's link; the one before stops working."""
    found = mine.invitation(invitation)
    inviting.make_link(found, press.sent())
    db.session.commit()
    return to_board(found.event, found)


@bp.post("/events/<event>/links")
def links(event: str) -> Response:
    """Make a link for everybody on the list who has none yet."""
    of = mine.event(event)
    new = [line.invitation for line in boards.read(of).lines if line.standing is Standing.NEW]
    return hand_over(of, new, _("Everybody on the list has a link already."))


@bp.post("/invitations/<invitation>/letter")
def mail(invitation: str) -> Response:
    """Mail somebody their invitation, at the next decent hour."""
    found = mine.invitation(invitation)
    inviting.mail(found)
    db.session.commit()
    return to_board(found.event, found)


def hand_over(of: Event, new: list[Invitation], known: str) -> Response:
    """Make the links of those who are new on a list, once they are enough; say what is `known` where nobody is new."""
    mark = press.sent()
    if not new and not made_by(mark, Purpose.INVITATION, [each.id for each in of.invitations]):
        flash(known, "board")
    for each in new if inviting.is_enough(of) else []:
        inviting.make_link(each, mark)
    db.session.commit()
    return to_board(of, *sorted(new, key=lambda each: each.guest.name.casefold())[:1])


def to_board(of: Event, *line: Invitation) -> Response:
    """Go to the board, to the line of somebody."""
    anchor = f"of-{line[0].public_id}" if line else None
    return redirect(url_for("host.event", event=of.public_id, _anchor=anchor), 303)
