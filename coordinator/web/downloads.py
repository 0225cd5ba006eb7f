"""Files a browser or a calendar fetches: private, and fetched again only when their bytes changed."""

from hashlib import sha256

from flask import Response, request

CALENDAR = "text/calendar"


def calendar(body: bytes, *, attached_as: str = "") -> Response:
    """Return a calendar; one that is `attached_as` a name is saved, another is read where it is."""
    response = Response(body, content_type=f"{CALENDAR}; charset=utf-8")
    kept = f'attachment; filename="{attached_as}"' if attached_as else "inline"
    response.headers["Content-Disposition"] = kept
    response.headers["Cache-Control"] = "private"
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
