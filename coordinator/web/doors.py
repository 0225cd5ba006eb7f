"""The doors: every route belongs to exactly one, and every door has an audience."""

from flask import Flask, g, request

from coordinator.web import account, address, friend, front, guest, host, links, operator, organiser, passkey, sign_in

DOORS = (
    front.bp, links.bp, sign_in.bp, passkey.bp, address.bp, account.bp, guest.bp, friend.bp, host.bp, organiser.bp,
    operator.bp,
)  # fmt: skip
AUDIENCES = {
    "front": "anybody", "links": "anybody", "static": "anybody", "sign_in": "sign_in", "passkey": "sign_in",
    "address": "sign_in",
    "account": "account", "guest": "guest", "friend": "friend", "host": "host", "organiser": "organiser",
    "operator": "operator", "demo": "demo",
}  # fmt: skip


def install(app: Flask) -> None:
    """Open the doors; the audience is known before anything of a request is read."""
    app.before_request(_note_audience)
    for door in DOORS:
        app.register_blueprint(door)


def audience_of(endpoint: str | None) -> str | None:
    """Return the audience of an endpoint by its door, None where there is none (a test forbids that)."""
    return AUDIENCES.get((endpoint or "").partition(".")[0])


def _note_audience() -> None:
    g.audience = audience_of(request.endpoint)
