"""Response headers, and the refusal of what comes from another site (security.md)."""

from flask import Flask, Response, abort, g, request

from coordinator.instance import settings

NEVER_CACHED = "no-store"
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
WITH_SCRIPT = STRICT + "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
SCRIPTED = {"host", "organiser", "operator", "account"}  # doors; everybody else gets no script at all
ASK_FOR_PASSKEYS = {"sign_in.ask", "passkey.enter"}  # pages where nobody is signed in yet
ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MONTHS_12 = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Set headers on every response; refuse cross-site posts, and bodies that no form sends."""
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_other_bodies)
    app.after_request(_protect)


def _refuse_other_sites() -> None:
    """Refuse a post that the browser itself says comes from elsewhere, but for one-click unsubscribing."""
    cross = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
    if cross and request.method == "POST" and request.endpoint != "front.unsubscribe_now":
        abort(403)


def _refuse_other_bodies() -> None:
    """Refuse JSON, which Flask-WTF would take for a form with values of any type; scripts send forms, too."""
    if request.is_json:
        abort(415)


def _protect(response: Response) -> Response:
    """Add what every response carries; files and feeds set their own caching."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    at_door = g.get("audience") in SCRIPTED and request.blueprint != "links"  # a feed is only read as if at one
    scripted = at_door or request.endpoint in ASK_FOR_PASSKEYS
    response.headers.setdefault("Content-Security-Policy", WITH_SCRIPT if scripted else STRICT)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", NEVER_CACHED)
    if settings().https:
        response.headers["Strict-Transport-Security"] = f"max-age={MONTHS_12}; includeSubDomains"
    return response
