"""The reader's own time zone: a cookie of their browser, since this site doesn't keep where anybody is (R6)."""

from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from coordinator.events.card import Card
from coordinator.instance import settings
from coordinator.web.guest import bp, who
from coordinator.web.guest.forms import ZoneForm
from coordinator.web.zones import known_zones, zone_choices

COOKIE = "zone"
YEAR = 365 * 24 * 3600  # seconds


@bp.get("/zone")
@bp.post("/zone")
def zone(public_id: str) -> Response | tuple[str, int]:
    """Let a reader choose the zone of the second line; the event stays on its own."""
    card = who.invited(public_id)
    form = ZoneForm(zone=chosen(card) or card.zone)
    form.zone.choices = zone_choices(card.zone, card.guest_zone, chosen(card))
    if form.validate_on_submit():
        response = redirect(url_for("guest.invitation", public_id=public_id), 303)
        https = settings().https
        response.set_cookie(COOKIE, form.zone.data, max_age=YEAR, secure=https, httponly=True, samesite="Lax")
        return response
    return render_template("guest/zone.html", card=card, form=form, kind=card.kind.value), 422 if form.errors else 200


def chosen(card: Card) -> str | None:
    """Return the zone a reader chose, or the one the host noted for them."""
    wanted = request.cookies.get(COOKIE) or card.guest_zone
    return wanted if wanted in known_zones() else None


def of_reader(card: Card) -> str | None:
    """Return the zone for the second line, None where the clocks show the same as at the event."""
    own = chosen(card)
    if own is None or own == card.zone:
        return None
    there, here = (card.starts_at.astimezone(ZoneInfo(zone)).utcoffset() for zone in (card.zone, own))
    return own if there != here else None
