"""One kind page for each way of not getting there; unknown, expired and foreign look the same."""

import logging
import secrets
from math import ceil
from time import time

from flask import Flask, redirect, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.database import db, first_line
from coordinator.errors import Gone, Refused
from coordinator.extensions import limiter
from coordinator.web import page, unsent

TOO_OFTEN, A_MINUTE, AN_HOUR = 429, 60, 3600
LOG = logging.getLogger(__name__)
PAGES = {
    400: "400",
    403: "403",
    404: "404",
    405: "404",
    410: "410",
    413: "413",
    415: "400",
    429: "429",
}


def install(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(SecurityError, _elsewhere)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale)
    for trouble in (OperationalError, InterfaceError, InternalError):
        app.register_error_handler(trouble, _away)
    app.register_error_handler(Exception, _broken)


def _page(error: HTTPException) -> tuple[str, int] | Response:
    """Show the page of a status; what has none of its own is "nothing here"."""
    status = error.code or 500
    if isinstance(error, MethodNotAllowed) and request.method == "GET" and (form := page.of_form()):
        return redirect(form, 303)
    if isinstance(error, RateLimitExceeded):
        reached = limiter.current_limit
        # Flask-Limiter names a moment up to a second too late, which would turn one minute into two.
        return _too_often(min(reached.reset_at - time(), reached.limit.get_expiry()) if reached else A_MINUTE)
    return render_template(f"errors/{PAGES.get(status, '404')}.html"), status


def _elsewhere(_error: SecurityError) -> Response:
    """Answer what was sent to another host name, where no page can be shown as no address can be built."""
    return Response("This site has another name.\n", 400, mimetype="text/plain")


def _refused(error: Refused) -> tuple[str, int] | Response:
    """Show what a rule said; nothing was changed."""
    db.session.rollback()
    if isinstance(error, Gone):
        return render_template("errors/410.html"), 410
    if error.status == TOO_OFTEN:
        return _too_often((error.until - clock.now()).total_seconds() if error.until else AN_HOUR)
    return render_template("errors/refused.html", error=error), error.status


def _too_often(seconds: float) -> Response:
    """Ask for patience, and say to people and programs how long (RFC 6585 §4)."""
    wait = max(ceil(seconds), 1)
    shown = render_template("errors/429.html", minutes=ceil(wait / A_MINUTE), unsent=unsent.kept())
    return Response(shown, TOO_OFTEN, {"Retry-After": str(wait)}, mimetype="text/html")


def _stale(_error: CSRFError) -> tuple[str, int]:
    """Ask to send a form again whose page was too old or came from elsewhere."""
    return render_template("errors/400.html", unsent=unsent.kept()), 400


def _away(error: DBAPIError) -> tuple[str, int, dict[str, str]]:
    """Ask for a minute while the database is away, takes nothing or is full; nothing of the request was kept."""
    db.session.rollback()
    LOG.error("the database is in trouble at %s: %s", request.endpoint, first_line(error))
    return render_template("errors/503.html", unsent=unsent.kept()), 503, {"Retry-After": str(A_MINUTE)}


def _broken(error: Exception) -> tuple[str, int]:
    """Say sorry with a number that says nothing about anybody; the log has the same number."""
    db.session.rollback()
    number = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    LOG.error("request failed %s %s", number, request.endpoint, exc_info=error)
    return render_template("errors/500.html", number=number), InternalServerError.code or 500
