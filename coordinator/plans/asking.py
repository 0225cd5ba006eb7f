"""When a favour may be asked: the pace between plan, friends and events, each rule in one place."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.errors import Enough, TooSoon
from coordinator.events.event import Cancellation, Event
from coordinator.events.hosting import Hosting
from coordinator.history.shared import SharedEvent
from coordinator.instance import pace
from coordinator.plans.favour import Favour, Friend, put
from coordinator.plans.plan import Plan

QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)


def ask(plan: Plan, friend: Friend, *, line: str = "", by_mail: bool) -> Favour:
    """Ask a friend a favour; raises `PlanOver`, `TooSoon` (with the moment) or `Enough`."""
    plan.must_go_on()
    if until := possible_from(plan, friend):
        raise TooSoon(until=until)
    return put(plan, friend, line=line, by_mail=by_mail)


def possible_from(plan: Plan, friend: Friend | None = None) -> datetime | None:
    """Return from when the next favour can be asked, None for now; raises `Enough` where waiting does not help."""
    waits = [plan.settled_at, *_between_favours(plan), *_between_events(plan)]
    if friend is not None and friend.id:
        waits += _same_friend(friend)
    return max((moment for moment in waits if moment > clock.now()), default=None)


def paused_until(plan: Plan) -> datetime | None:
    """Return until when the plan rests after two events that did not become shared ones."""
    missed = misses(plan)
    if len(missed) < pace().misses_to_pause:
        return None
    until = missed[pace().misses_to_pause - 1].shared_from + timedelta(
        days=pace().pause_days
    )
    return until if until > clock.now() else None


def misses(plan: Plan) -> list[Event]:
    """Return the events since the last shared one that did not become shared: all of it the organiser can see."""
    over = sa.or_(
        Event.starts_at <= clock.now() - timedelta(hours=pace().hold_hours),
        sa.exists().where(Cancellation.event_id == Event.id),
    )
    published = sa.select(Event).where(
        Event.plan_id == plan.id, Event.published_at.is_not(None), over
    )
    past = list(db.session.scalars(published.order_by(Event.starts_at)))
    shared = set(
        db.session.scalars(
            sa.select(SharedEvent.event_id).where(SharedEvent.plan_id == plan.id)
        )
    )
    last = max(
        (number for number, event in enumerate(past) if event.id in shared), default=-1
    )
    return past[last + 1 :]


def _between_favours(plan: Plan) -> list[datetime]:
    """Return the waits that open favours and the last ninety days ask for."""
    asked = list(
        db.session.scalars(
            sa.select(Favour)
            .where(Favour.plan_id == plan.id, Favour.withdrawn_at.is_(None))
            .order_by(Favour.goes_at)
        )
    )
    hosting = set(
        db.session.scalars(
            sa.select(Hosting.favour_id).where(Hosting.plan_id == plan.id)
        )
    )
    waiting = [
        favour for favour in asked if not favour.has_lapsed and favour.id not in hosting
    ]
    waits = (
        [waiting[-pace().open_favours].lapses_at]
        if len(waiting) >= pace().open_favours
        else []
    )
    recent = [favour for favour in asked if favour.goes_at > clock.now() - QUARTER]
    if len(recent) >= pace().favours_in_90_days:
        waits.append(recent[-pace().favours_in_90_days].goes_at + QUARTER)
    return waits


def _between_events(plan: Plan) -> list[datetime]:
    """Return the waits between events: one coming at a time, a gap, a number a year, and the pause."""
    held = sa.select(Event).where(
        Event.plan_id == plan.id, Event.published_at.is_not(None)
    )
    off = sa.exists().where(Cancellation.event_id == Event.id)
    events = list(db.session.scalars(held.where(~off).order_by(Event.starts_at)))
    waits = [event.ends_at for event in events if event.is_coming]
    waits += [
        event.starts_at + timedelta(days=pace().gap_days) for event in events[-1:]
    ]
    year = [event for event in events if event.starts_at > clock.now() - YEAR]
    if len(year) >= pace().events_a_year:
        waits.append(year[-pace().events_a_year].starts_at + YEAR)
    pause = paused_until(plan)
    return [*waits, pause] if pause else waits


def _same_friend(friend: Friend) -> list[datetime]:
    """Return how long the same friend is left in peace; a third favour in a life is the last."""
    asked = [
        favour
        for favour in friend.favours
        if favour.withdrawn_at is None or not favour.waits
    ]
    if len(asked) >= pace().same_friend_in_life:
        raise Enough
    return (
        [asked[-1].goes_at + timedelta(days=pace().same_friend_days)] if asked else []
    )
