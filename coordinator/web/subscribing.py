"""A calendar address of one's own: made by a button, shown for a while, switched off by another."""

from collections.abc import Callable

from flask import redirect, request
from werkzeug.wrappers import Response

from coordinator.calendars import links as elsewhere
from coordinator.database import db
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.web import press

Page = str | Response | tuple[str, int]


def respond(purpose: Purpose, subject_id: int, name: str, render: Callable[..., str]) -> Page:
    """Do what a button says, or show both; `render` fills a page of the door, `name` is what the calendar is called."""
    if request.method != "POST":  # HEAD comes here too
        if address := link.made_by(press.last(), purpose, [subject_id]).get(subject_id):
            return render("subscribed.html", address=address, **elsewhere.followed(address, name))
        return render("subscription.html", has_one=link.is_any(purpose, subject_id))
    wanted = request.form.get("address")
    if wanted == "new":
        link.replace(purpose, subject_id, press.sent())
    elif wanted == "off":
        link.revoke(purpose, subject_id)
    else:
        return render("subscription.html", has_one=link.is_any(purpose, subject_id)), 422
    db.session.commit()
    return redirect(request.path, 303)
