"""What every page knows: the site, the reader's language and zone, dates written out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from flask import Flask, Response, g, request
from flask.globals import request_ctx
from flask_babel import get_locale
from werkzeug.wrappers import Response as BaseResponse

from coordinator import clock, dates
from coordinator.dates import zone_name
from coordinator.instance import settings
from coordinator.languages import CODES, LANGUAGES
from coordinator.settings import Settings

COOKIE = "lang"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Site:
    """What pages say of the instance."""

    operator_name: str
    operator_contact: str
    helplines: tuple[str, ...]
    languages: tuple[tuple[str, str, str], ...]
    demo: bool
    mails: bool
    passkeys: bool


def install(app: Flask) -> None:
    """Give templates the site, the language and the date filters."""
    app.jinja_env.globals.update(site=site_of(app.extensions["coordinator_settings"]))
    app.jinja_env.filters.update(
        day=day, date=date, hour=hour, zone_name=zone_name, moment=moment, month=month, iso=iso, city=city,
        plain_day=dates.plain_day,
    )  # fmt: skip
    app.context_processor(_reader)
    app.after_request(_remember_language)


def site_of(chosen: Settings) -> Site:
    """Return what pages say of an instance with these settings."""
    return Site(
        operator_name=chosen.operator_name,
        operator_contact=chosen.operator_contact,
        helplines=chosen.operator_helplines,
        languages=LANGUAGES,
        demo=chosen.demo,
        mails=chosen.mails,
        passkeys=chosen.takes_passkeys,
    )


def locale() -> str:
    """Return the reader's language: chosen on this page, chosen before, the guest's own, then the browser's."""
    if not request:
        return settings().language
    kept = chosen_language() or g.get("language")
    return kept if kept in CODES else _language_of_browser() or settings().language


def _language_of_browser() -> str | None:
    """Return the first language a browser asks for that this site speaks, of whatever country it is."""
    wanted = (name.partition("-")[0].lower() for name, quality in request.accept_languages if quality)
    return next((code for code in wanted if code in CODES), None)


def chosen_language() -> str | None:
    """Return the language a reader chose by a link, on this page or before; None if the browser alone decides."""
    chosen = request.args.get("lang") or request.cookies.get(COOKIE)
    return chosen if chosen in CODES else None


def remember_language(response: BaseResponse, code: str) -> None:
    """Keep a language in this browser for a year."""
    response.set_cookie(COOKIE, code, max_age=YEAR, secure=settings().https, httponly=True, samesite="Lax")


def zone() -> str:
    """Return the zone dates are written in when a page names no other."""
    return g.get("zone") or settings().time_zone


def day(value: datetime, zone_id: str | None = None) -> str:
    """Write a date out: Saturday 12 December 2026."""
    return dates.day(value, zone_id or zone())


def date(value: datetime, zone_id: str | None = None) -> str:
    """Write a date without its year: Saturday 12 December."""
    return dates.date(value, zone_id or zone())


def month(value: datetime) -> str:
    """Write a month out: December 2026."""
    return format_date(value, "LLLL y", locale=get_locale())


def hour(value: datetime, zone_id: str | None = None) -> str:
    """Write a time of day in 24 hours: 18:30."""
    return dates.hour(value, zone_id or zone())


def moment(value: datetime, zone_id: str | None = None) -> str:
    """Write date and time: Saturday 12 December, 18:30."""
    return dates.moment(value, zone_id or zone())


def iso(value: datetime, zone_id: str | None = None) -> str:
    """Write a moment for machines, as a time element wants it: 2026-12-12T18:30+00:00."""
    return _in(value, zone_id).isoformat(timespec="minutes")


def city(zone_id: str) -> str:
    """Name the city a zone is known by, in the reader's language: Berlin."""
    found = (get_locale() or Locale("en")).time_zones.get(zone_id, {}).get("city")
    return found or zone_id.rpartition("/")[2].replace("_", " ")


def _in(value: datetime, zone_id: str | None) -> datetime:
    return value.astimezone(ZoneInfo(zone_id or zone()))


def _reader() -> dict[str, Any]:
    """Return what layouts say about language, and the present."""
    found = get_locale() or Locale("en")
    code = "en-GB" if found.language == "en" else found.language
    return {"lang": code, "text_direction": found.text_direction, "now": clock.now(), "has_address": _has_address()}


def _has_address() -> bool:
    """Say whether this page can be had again by its address, which what a form answered with often cannot."""
    routes = request_ctx.url_adapter
    return request.method == "GET" or (routes is not None and routes.test(request.path, "GET"))


def of_form() -> str | None:
    """Return the page that a form stands on, by the address it is sent to: the same or the nearest above it."""
    path, routes = request.path, request_ctx.url_adapter
    while routes is not None and not routes.test(path, "GET"):
        path = path.rpartition("/")[0]
        if path.count("/") < 1:
            return None
    return path


def _remember_language(response: Response) -> Response:
    """Keep a language chosen by link; a cookie of this browser, and nothing on the server until something is sent."""
    if request.args.get("lang") in CODES:
        remember_language(response, request.args["lang"])
    return response
