"""Planning an event: rare, announced, one at a time (product.md §3), and the organiser on it from the start (R2)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from coordinator import clock
from coordinator.consent.ending import bring_forward, closing
from coordinator.database import db, write_first
from coordinator.errors import NotPossible, PlanOver, TooLate, TooSoon
from coordinator.events import bring, dates, inviting, question, rest
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.morning_after import ask_who_came
from coordinator.events.outline import Outline
from coordinator.instance import pace

YEAR = timedelta(days=365)
ONE_AT_A_TIME = _l("One event at a time. The next can be planned when this one is over.")
A_WHILE = _l("Let’s leave it for now.")


def may_plan_from(hosting: Hosting) -> datetime | None:
    """Return from when the next event can be planned, or None for now; raises `PlanOver`, `NotPossible`.

    Why it has to wait stays unsaid, so that a rest after two noes looks like any other wait.
    """
    _must_host(hosting)
    coming = coming_event(hosting.plan_id)
    waits = [coming.ends_at] if coming else []
    waits += [moment for moment in (rest.resting_until(hosting.plan_id),) if moment]
    waits.append(first_start(hosting) - timedelta(days=pace().horizon_days))
    return max((moment for moment in waits if moment > clock.now()), default=None)


def first_start(hosting: Hosting, moving: Event | None = None) -> datetime:
    """Return the earliest moment an event may start: in a week, four weeks after the last, six times a year.

    An event that moves may stay on its day or be put off, as its guests know of it; only an earlier day needs notice.
    """
    rule, zone = pace(), hosting.zone
    notice = clock.now() + timedelta(days=rule.lead_days)
    held = _held(hosting.plan_id, moving)
    waits = [min(notice, moving.starts_at) if moving else notice]
    waits += [begun + timedelta(days=rule.gap_days) for begun in held[-1:]]
    year = [begun for begun in held if begun > clock.now() - YEAR]
    if len(year) >= rule.events_a_year:
        waits.append(year[-rule.events_a_year] + YEAR)
    return _midnight(max(waits), zone)


def last_start(hosting: Hosting) -> datetime:
    """Return the moment before which an event has to start: people do not know their days further ahead."""
    return _midnight(clock.now() + timedelta(days=pace().horizon_days + 1), hosting.zone)


def coming_event(plan_id: int) -> Event | None:
    """Return the event of a plan that is on and not over, whoever hosts it."""
    on = ~sa.exists().where(Cancellation.event_id == Event.id)
    coming = sa.select(Event).where(
        Event.plan_id == plan_id, Event.published_at.is_not(None), Event.ends_at > clock.now(), on
    )
    return db.session.scalar(coming.order_by(Event.starts_at).limit(1))


def publish(hosting: Hosting, outline: Outline) -> Event:
    """Make an outline real: guests can be invited now; raises `TooSoon`, `TooLate`, `NotPossible`, `PlanOver`."""
    write_first()
    db.session.execute(sa.select(Hosting.id).where(Hosting.plan_id == hosting.plan_id).with_for_update())
    rest.count(hosting.plan_id)
    must_be_possible(hosting, outline)
    event = Event(hosting=hosting, plan_id=hosting.plan_id, **_facts(outline))
    db.session.add(event)
    event.publish()
    db.session.flush()
    bring_forward(event.plan_id)
    dates.offer(event, outline.spans if outline.is_poll else ())
    question.ask(event, outline.questions, food=outline.food)
    bring.list_items(event, outline.items)
    organiser = db.session.scalar(sa.select(Guest).where(Guest.hosting_id == hosting.id, Guest.role == Role.ORGANISER))
    if organiser is not None:
        inviting.invite(event, organiser)  # he is on the list before anybody else, so nobody is surprised
    if not outline.is_poll:
        ask_who_came(event)  # with its day open it is asked once there is a day
    return event


def must_be_possible(hosting: Hosting, outline: Outline) -> None:
    """Raise unless an outline may be published today."""
    if until := may_plan_from(hosting):
        raise TooSoon(ONE_AT_A_TIME if coming_event(hosting.plan_id) else A_WHILE, until=until)
    must_fit(hosting, outline)


def must_fit(hosting: Hosting, outline: Outline, moving: Event | None = None) -> None:
    """Raise unless it is easy enough on everyone and its days are neither too near nor too far."""
    for finding in outline.obstacles():
        raise NotPossible(finding.why)
    first, last = first_start(hosting, moving), last_start(hosting)
    for span in outline.spans:
        if span.ends <= span.starts:
            raise NotPossible(_l("It ends before it starts."))
        if span.starts < first:
            raise TooSoon(_l("People need time to say no in peace. Pick a later day."), until=first)
        if span.starts >= last:
            raise TooLate(_l("Few people know their days so far ahead. Pick an earlier day."))


def _must_host(hosting: Hosting) -> None:
    """Raise once she stepped back, or once she may know that the plan is over."""
    if closing(hosting.plan_id) is not None:
        raise PlanOver
    if not hosting.is_active:
        raise NotPossible(_l("You stepped back from hosting, and that’s fine."))


def _held(plan_id: int, moving: Event | None = None) -> list[datetime]:
    """Return when the events of a plan began or will, without those called off and the one that moves, oldest first."""
    on = ~sa.exists().where(Cancellation.event_id == Event.id)
    held = sa.select(Event.starts_at).where(Event.plan_id == plan_id, Event.published_at.is_not(None), on)
    if moving is not None:
        held = held.where(Event.id != moving.id, Event.starts_at < moving.starts_at)
    return list(db.session.scalars(held.order_by(Event.starts_at)))


def _midnight(moment: datetime, zone: str) -> datetime:
    """Return the beginning of a moment's local day: days are what people pick."""
    return datetime.combine(moment.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))


def _facts(outline: Outline) -> dict[str, object]:
    """Return an event's columns; while its day is open it stands at the last day offered, so nothing shows early."""
    last = outline.spans[-1]
    return {
        "kind": outline.kind,
        "title": outline.title,
        "note": outline.note,
        "starts_at": last.starts,
        "ends_at": last.ends,
        "zone": outline.zone,
        "place": outline.place,
        "address": outline.address,
        "sort": outline.sort,
        "capacity": outline.capacity,
        "party_most": outline.party_most,
        "answer_by": outline.answer_by,
    }
