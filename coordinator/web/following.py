"""Calendars that are followed, each read as if at the door of whoever follows it: the walls stand there too.

That nothing has changed costs one statement at a guest's door, two at the others, and no calendar is written for it.
"""

from collections.abc import Callable

from flask import Response, abort, g
from flask_babel import gettext as _

from coordinator.events import agenda, hosts_agenda
from coordinator.links.link import Purpose
from coordinator.plans import calendar
from coordinator.plans import record as records
from coordinator.web import downloads


def guests(token: str) -> Response:
    """Give what a guest is invited to."""
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
    found = hosts_agenda.hosted(token)
    if found is None:
        abort(404)
    g.language = found.language
    return downloads.feed(found.state, lambda: found.feed(_("What you host")))


def organisers(token: str) -> Response:
    """Give what an organiser's own page shows."""
    g.audience = "organiser"
    course = records.of_feed(token)
    if course is None:
        abort(404)
    g.language = course.plan.organiser.language
    shown = calendar.entries(course)
    return downloads.feed(calendar.state(course, shown), lambda: calendar.feed(shown, _("Your plan"), _("Maybe:")))


FEEDS: dict[str, Callable[[str], Response]] = {
    Purpose.CALENDAR: guests,
    Purpose.HOST_CALENDAR: hosts,
    Purpose.PLAN_CALENDAR: organisers,
}
