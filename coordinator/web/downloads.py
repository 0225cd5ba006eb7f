"""Files a browser or a calendar fetches: private, and fetched again only when their bytes changed."""

from collections.abc import Callable
from hashlib import sha256

from flask import Response, request

from coordinator.version import VERSION

CALENDAR = "text/calendar"


def calendar(body: bytes, *, attached_as: str = "") -> Response:
    """Return a calendar; one that is `attached_as` a name is saved, another is read where it is."""
    kept = f'attachment; filename="{attached_as}"' if attached_as else "inline"
    return _private(body, _tag(body), kept)


def feed(state: str, make: Callable[[], bytes]) -> Response:
    """Return a calendar that is followed, made only for a program that does not have it in this `state` yet.

    Another release of this program may write the same state in other bytes.
    """
    tag = _tag(f"{VERSION} {state}".encode())
    return _private(b"" if request.if_none_match.contains_weak(tag) else make(), tag, "inline")


def _private(body: bytes, tag: str, disposition: str) -> Response:
    """Return bytes under an ETag, or that they are known (RFC 9110 §15.4.5)."""
    response = Response(body, content_type=f"{CALENDAR}; charset=utf-8")
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "private"
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def _tag(of: bytes) -> str:
    return sha256(of).hexdigest()[:32]
