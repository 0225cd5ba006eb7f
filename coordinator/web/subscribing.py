"""A calendar address of one's own: made by a button, shown once, switched off by another."""

from collections.abc import Callable

from flask import redirect, request
from werkzeug.wrappers import Response

from coordinator.calendars import links as elsewhere
from coordinator.database import db
from coordinator.links import link
from coordinator.links.link import Purpose

Page = str | Response | tuple[str, int]


def respond(purpose: Purpose, subject_id: int, name: str, render: Callable[..., str]) -> Page:
    """Do what a button says, or show both; `render` fills a page of the door, `name` is what the calendar is called."""
    wanted = request.form.get("address") if request.method == "POST" else None
    if wanted == "new":
        address = link.address(link.replace(purpose, subject_id))
        db.session.commit()
        return render("subscribed.html", address=address, **elsewhere.followed(address, name))
    if wanted == "off":
        link.revoke(purpose, subject_id)
        db.session.commit()
        return redirect(request.path, 303)
    page = render("subscription.html", has_one=link.is_any(purpose, subject_id))
    return page, 422 if request.method == "POST" else 200
