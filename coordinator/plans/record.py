"""A record: all an organiser may know of a plan, read at once; every rule of pace is counted on it (R3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.consent.ending import Closing
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.history.shared import SharedEvent
from coordinator.instance import pace
from coordinator.links.link import Link, Purpose, fingerprint
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan


@dataclass(frozen=True)
class Course:
    """How a plan has gone: its published events and the shared ones. Nothing in it is a guest's.

    `closing` is one that shows; `events` are in the order they begin; `choosing` are those whose day guests still
    choose.
    """

    plan: Plan
    closing: Closing | None
    events: tuple[Event, ...]
    choosing: frozenset[int]
    shared: frozenset[int]

    @property
    def coming(self) -> Event | None:
        """Return the event that is on and not over, or None."""
        return next((event for event in self.events if event.is_coming), None)

    @property
    def held(self) -> list[Event]:
        """Return the events that took place or will, those called off left out."""
        return [event for event in self.events if not event.is_called_off]

    @property
    def misses(self) -> list[Event]:
        """Return the events since the last shared one that did not become shared: all of it the organiser can see."""
        hold = timedelta(hours=pace().hold_hours)
        past = [event for event in self.events if event.is_called_off or event.starts_at <= clock.now() - hold]
        last = max((number for number, event in enumerate(past) if event.id in self.shared), default=-1)
        return past[last + 1 :]


@dataclass(frozen=True)
class Record(Course):
    """A plan's course with its friends, favours and hosts.

    `favours` are in the order they went out; `hostings` are by favour id.
    """

    friends: tuple[Friend, ...]
    favours: tuple[Favour, ...]
    hostings: dict[int, Hosting]

    @property
    def open_favours(self) -> list[Favour]:
        """Return the favours nobody may know the outcome of yet, those that wait for the morning among them."""
        return [
            favour
            for favour in self.favours
            if favour.withdrawn_at is None and not favour.has_lapsed and favour.id not in self.hostings
        ]

    def asked(self, friend: Friend) -> list[Favour]:
        """Return what a friend was asked, without what was taken back before it went out."""
        return [favour for favour in self.favours if favour.friend_id == friend.id and favour.went_out]


def of_organiser(organiser_id: int) -> Record | None:
    """Return the record of an organiser's latest plan, over or not, or None."""
    return _read(LATEST, organiser_id)


def of_plan(plan_id: int) -> Record:
    """Return the record of a plan that is there."""
    found = _read(ONE, plan_id)
    if found is None:
        raise LookupError(plan_id)
    return found


def of_feed(token: str) -> Course | None:
    """Return the course of the plan whose calendar a token opens, with two statements; None for a locked account."""
    return _course(FOLLOWED, fingerprint(token))


# Prepared once: building them costs more than the database takes to answer.
PLANS = sa.select(Plan, Closing).outerjoin(
    Closing, (Closing.plan_id == Plan.id) & (Closing.shows_at <= sa.bindparam("now"))
)
ONE = PLANS.where(Plan.id == sa.bindparam("key"))
LATEST = PLANS.where(Plan.organiser_id == sa.bindparam("key")).order_by(Plan.id.desc()).limit(1)
# Address and line go when a favour is answered, so they are never looked at.
FRIENDS = (
    sa.select(Friend, Favour, Hosting)
    .outerjoin(Favour, Favour.friend_id == Friend.id)
    .outerjoin(Hosting, Hosting.favour_id == Favour.id)
    .where(Friend.plan_id == sa.bindparam("plan_id"))
    .order_by(Friend.id, Favour.goes_at, Favour.id)
    .options(defer(Friend.address), defer(Favour.line))
)
FOLLOWED = (
    PLANS.join(Plan.organiser)
    .join(Link, (Link.subject_id == Plan.id) & (Link.purpose == Purpose.PLAN_CALENDAR))
    .where(Link.token_hash == sa.bindparam("key"), Link.revoked_at.is_(None), Account.is_active)
    .options(contains_eager(Plan.organiser))
)
IS_SHARED = sa.exists().where(SharedEvent.event_id == Event.id, SharedEvent.shows_at <= sa.bindparam("now"))
EVENTS = (
    sa.select(Event, Event.options.any(), IS_SHARED)
    .join(Event.hosting)
    .where(Event.plan_id == sa.bindparam("plan_id"), Event.published_at.is_not(None))
    .order_by(Event.starts_at, Event.id)
    .options(contains_eager(Event.hosting), joinedload(Event.cancellation), joinedload(Event.organiser_reply))
)


def _read(which: sa.Select[Plan, Closing], key: int) -> Record | None:
    """Read a record with three statements, however long the plan has been going."""
    course = _course(which, key)
    if course is None:
        return None
    friends, favours, hostings = _friends(course.plan.id)
    return Record(**vars(course), friends=friends, favours=favours, hostings=hostings)


def _course(which: sa.Select[Plan, Closing], key: int | str) -> Course | None:
    """Read what happened in a plan with two statements."""
    now = clock.now()
    found = db.session.execute(which, {"key": key, "now": now}).first()
    if found is None:
        return None
    plan, closing = found
    rows = db.session.execute(EVENTS, {"plan_id": plan.id, "now": now}).all()
    return Course(
        plan=plan,
        closing=closing,
        events=tuple(event for event, _choosing, _shared in rows),
        choosing=frozenset(event.id for event, choosing, _shared in rows if choosing),
        shared=frozenset(event.id for event, _choosing, shared in rows if shared),
    )


def _friends(plan_id: int) -> tuple[tuple[Friend, ...], tuple[Favour, ...], dict[int, Hosting]]:
    """Read friends, favours and hosts."""
    found = db.session.execute(FRIENDS, {"plan_id": plan_id})
    rows: list[tuple[Friend, Favour | None, Hosting | None]] = [(row[0], row[1], row[2]) for row in found]
    favours = {favour.id: favour for _friend, favour, _hosting in rows if favour}
    hostings = {favour.id: hosting for _friend, favour, hosting in rows if favour and hosting}
    in_order = sorted(favours.values(), key=lambda favour: (favour.goes_at, favour.id))
    return tuple({friend.id: friend for friend, *_rest in rows}.values()), tuple(in_order), hostings


def moment_of_miss(event: Event) -> datetime:
    """Return when an organiser could see that an event did not become a shared one."""
    return event.cancellation.at if event.cancellation else event.shared_from
