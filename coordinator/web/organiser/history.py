"""Looking back: the events both were at, as hosts marked them, and a closed list about oneself (product.md §5)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.consent import readiness
from coordinator.consent.readiness import READY_AFTER, OrganiserReadiness
from coordinator.database import db
from coordinator.errors import Gone
from coordinator.history import shared
from coordinator.history.shared import Conduct, SharedEvent
from coordinator.plans import record as records
from coordinator.plans.plan import Plan
from coordinator.plans.term import End, end_of
from coordinator.web import visitor
from coordinator.web.organiser import bp
from coordinator.web.organiser.forms import ReflectionForm
from coordinator.web.ribbon import year_ribbon


@dataclass(frozen=True)
class History:
    """A plan's shared events, newest first, and how the plan ended if it did."""

    plan: Plan | None
    end: End | None
    kept: list[SharedEvent]

    @cached_property
    def is_ready(self) -> bool:
        """Say whether the organiser ticked that he would be glad to talk; the page asks more than once."""
        return self.plan is not None and readiness.said_at(OrganiserReadiness, self.plan.id) is not None

    @property
    def may_be_ready(self) -> bool:
        """Say whether that can be ticked, after the third event, or taken back; it depends on nobody else's tick."""
        return self.end is None and bool(self.kept) and (len(self.kept) >= READY_AFTER or self.is_ready)

    @property
    def years(self) -> list[int]:
        """Return the years there is something in, newest first."""
        return sorted({on(each).year for each in self.kept}, reverse=True)

    def of_year(self, year: int | None) -> list[SharedEvent]:
        """Return the events of a year, or all."""
        return [each for each in self.kept if year is None or on(each).year == year]


def mine() -> History:
    """Return one's history; 30 days after the plan's end it is gone."""
    record = records.of_organiser(visitor.me().id)
    if record is None:
        return History(None, None, [])
    end = end_of(record)
    if end is not None and clock.now() >= end.readable_until:
        raise Gone
    return History(record.plan, end, shared.of_plan(record.plan.id))


def on(each: SharedEvent) -> date:
    """Return the day of an event where it was."""
    return each.event.starts_at.astimezone(ZoneInfo(each.event.zone)).date()


@bp.get("/history")
def history() -> str:
    """Show the year as a ribbon and a list, all of it or one year."""
    found = mine()
    year = request.args.get("year", type=int)
    if year not in found.years:
        year = None
    return render_template(
        "organiser/history.html",
        history=found,
        kept=[(each, on(each), _form(each)) for each in found.of_year(year)],
        year=year,
        ribbon_year=year_ribbon([on(each) for each in found.of_year(year)], _start(found, year), _language()),
        here="history",
    )


@bp.post("/history/<event_id>/reflection")
def reflect(event_id: str) -> Response:
    """Keep the ticks about oneself."""
    found = mine()
    each = next((each for each in found.kept if each.event.public_id == event_id), None)
    if each is None or found.end is not None:
        abort(404)
    form = ReflectionForm(prefix=event_id)
    if form.validate():
        shared.reflect(each, [Conduct(ticked) for ticked in form.own.data or []])
        db.session.commit()
    return redirect(url_for("organiser.history", saved=event_id, _anchor=event_id), 303)


@bp.post("/history/readiness")
def ready() -> Response:
    """Keep a tick that shows to nobody while it stands alone."""
    found = mine()
    if found.plan is None or not found.may_be_ready:
        abort(404)
    readiness.say(OrganiserReadiness, found.plan.id, ready=request.form.get("ready") == "yes")
    db.session.commit()
    return redirect(url_for("organiser.history", saved="ready", _anchor="ready"), 303)


def _form(each: SharedEvent) -> ReflectionForm:
    """Return the checklist of an event with what was ticked."""
    return ReflectionForm(
        formdata=None, prefix=each.event.public_id, data={"own": [one.conduct.value for one in each.reflections]}
    )


def _start(found: History, year: int | None) -> date:
    """Return the first month of the ribbon: the plan's own, or January of a chosen year."""
    if year is not None:
        return date(year, 1, 1)
    begun = found.plan.created_at if found.plan else clock.now()
    return begun.astimezone(ZoneInfo(visitor.me().zone)).date()


def _language() -> str:
    return str(get_locale() or "en")
