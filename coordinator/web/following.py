"""Calendars that are followed, each read as if at the door of whoever follows it: the walls stand there too."""

from collections.abc import Callable

from flask import Response, abort, g
from flask_babel import gettext as _

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import agenda, hosts_agenda
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import calendar
from coordinator.plans import record as records
from coordinator.web import downloads


def guests(token: str) -> Response:
    """Give what a guest is invited to; that nothing has changed costs one query."""
    g.audience = "guest"
    found = agenda.follower(token)
    if found is None:
        abort(404)
    g.language = found.language

    def make() -> bytes:
        name = _("Invitations from %(name)s", name=found.host.split()[0])
        return agenda.feed(found.guest_id, name, _("Maybe:"))

    return downloads.feed(found.state, make)


def hosts(token: str) -> Response:
    """Give what an account hosts."""
    g.audience = "host"
    account = db.session.get(Account, _subject(token, Purpose.HOST_CALENDAR))
    if account is None or not account.is_active:
        abort(404)
    g.language = account.language
    return downloads.calendar(hosts_agenda.feed(account.id, _("What you host")))


def organisers(token: str) -> Response:
    """Give what an organiser's own page shows."""
    g.audience = "organiser"
    record = records.of_plan(_subject(token, Purpose.PLAN_CALENDAR))
    if not record.plan.organiser.is_active:
        abort(404)
    g.language = record.plan.organiser.language
    return downloads.calendar(calendar.feed(record, _("Your plan"), _("Maybe:")))


FEEDS: dict[str, Callable[[str], Response]] = {
    Purpose.CALENDAR: guests,
    Purpose.HOST_CALENDAR: hosts,
    Purpose.PLAN_CALENDAR: organisers,
}


def _subject(token: str, purpose: Purpose) -> int:
    """Return what a token's link belongs to; unknown and switched off are the same 404."""
    found = link.find(token)
    if found is None or found.purpose is not purpose:
        abort(404)
    return found.subject_id
