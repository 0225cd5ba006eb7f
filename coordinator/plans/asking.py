"""When a favour may be asked: the pace between plan, friends and events, each rule in one place."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts import known_as
from coordinator.database import db, write_first
from coordinator.errors import Enough, NotPossible, PlanOver, TooSoon
from coordinator.instance import pace
from coordinator.limits import spend
from coordinator.plans import record as records
from coordinator.plans.favour import Favour, Friend, put
from coordinator.plans.plan import Plan
from coordinator.plans.record import Record
from coordinator.plans.term import end_of
from coordinator.words import _l

QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)
IN_AN_HOUR, HOUR = 5, timedelta(hours=1)
EVERYBODY = _l("Each plan has room for eight friends, and that’s all of them.")
OFTEN = _l("You’ve asked this friend as often as a plan allows. Please leave it there.")


def ask(plan: Plan, friend: Friend, *, line: str = "", by_mail: bool) -> Favour:
    """Ask a friend a favour; raises `PlanOver`, `TooSoon` (with the moment), `Enough` or `NotPossible`."""
    write_first()
    db.session.flush()
    # A new friend's row holds the plan's key already, so the lock is one beside which others can hold it too.
    db.session.execute(sa.select(Plan.id).where(Plan.id == plan.id).with_for_update(key_share=True))
    record = records.of_plan(plan.id)
    if end_of(record) is not None:
        raise PlanOver
    _must_be_a_friend(plan, friend)
    until = possible_from(record, friend) or spend("ask", plan.organiser_id, most=IN_AN_HOUR, within=HOUR)
    if until:
        raise TooSoon(until=until)
    return put(plan, friend, line=line, by_mail=by_mail)


def possible_from(record: Record, friend: Friend | None = None) -> datetime | None:
    """Return from when the next favour can be asked, None for now; raises `Enough` where waiting does not help."""
    waits = [record.plan.settled_at, *_between_favours(record), *_after_a_yes(record), *_between_events(record)]
    if friend is not None:
        waits += _same_friend(record, friend)
    return max((moment for moment in waits if moment > clock.now()), default=None)


def ready(record: Record) -> list[Friend]:
    """Return the friends on the list who could be asked now as far as they alone are concerned."""
    return [friend for friend in record.friends if _is_ready(record, friend)]


def may_name_another(record: Record) -> bool:
    """Say whether there is room for one more friend."""
    return len(record.friends) < pace().friends


def paused_until(record: Record) -> datetime | None:
    """Return until when the plan rests after two events that did not become shared ones."""
    missed = record.misses
    if len(missed) < pace().misses_to_pause:
        return None
    until = missed[pace().misses_to_pause - 1].shared_from + timedelta(days=pace().pause_days)
    return until if until > clock.now() else None


def _between_favours(record: Record) -> list[datetime]:
    """Return the waits that open favours and the last ninety days ask for."""
    waits, rule = [], pace()
    waiting = record.open_favours
    if len(waiting) >= rule.open_favours:
        waits.append(waiting[-rule.open_favours].lapses_at)
    recent = [favour for favour in record.favours if favour.went_out and favour.goes_at > clock.now() - QUARTER]
    if len(recent) >= rule.favours_in_90_days:
        waits.append(recent[-rule.favours_in_90_days].goes_at + QUARTER)
    return waits


def _after_a_yes(record: Record) -> list[datetime]:
    """Return how long a host is left to find a day, before anybody else is asked."""
    published = {event.hosting_id for event in record.events}
    waiting = [hosting.accepted_at for hosting in record.hostings.values() if hosting.id not in published]
    return [accepted + timedelta(days=pace().gap_days) for accepted in waiting]


def _between_events(record: Record) -> list[datetime]:
    """Return the waits between events: one coming at a time, a gap, a number a year, and the pause."""
    rule, held = pace(), record.held
    waits = [event.ends_at for event in held if event.is_coming]
    waits += [event.starts_at + timedelta(days=rule.gap_days) for event in held[-1:]]
    year = [event for event in held if event.starts_at > clock.now() - YEAR]
    if len(year) >= rule.events_a_year:
        waits.append(year[-rule.events_a_year].starts_at + YEAR)
    pause = paused_until(record)
    return [*waits, pause] if pause else waits


def _same_friend(record: Record, friend: Friend) -> list[datetime]:
    """Return how long the same friend is left in peace; a third favour in a life is the last."""
    others = [each for each in record.friends if each.id != friend.id]
    if len(others) >= pace().friends:
        raise Enough(EVERYBODY)
    asked = record.asked(friend)
    if len(asked) >= pace().same_friend_in_life:
        raise Enough(OFTEN)
    return [asked[-1].goes_at + timedelta(days=pace().same_friend_days)] if asked else []


def _is_ready(record: Record, friend: Friend) -> bool:
    asked = record.asked(friend)
    if len(asked) >= pace().same_friend_in_life:
        return False
    return not asked or asked[-1].goes_at + timedelta(days=pace().same_friend_days) <= clock.now()


def _must_be_a_friend(plan: Plan, friend: Friend) -> None:
    """Refuse a favour to the person the plan is about, to oneself, or to a friend under a second name."""
    if friend.plan_id != plan.id or _same(friend.name, plan.other_name):
        raise NotPossible(_l("Please ask somebody else. This site never writes to the person a plan is about."))
    if friend.fingerprint and friend.fingerprint in known_as.marks_of(plan.organiser):
        raise NotPossible(_l("That’s your own address."))
    twice = sa.select(Friend.name).where(Friend.plan_id == plan.id, Friend.id != friend.id)
    known = db.session.execute(twice.add_columns(Friend.fingerprint)).all()
    if any(friend.fingerprint and mark == friend.fingerprint for _name, mark in known):
        raise NotPossible(_l("That’s the address of a friend on your list. Choose them there."))
    if any(_same(name, friend.name) for name, _mark in known):
        raise NotPossible(_l("There is a friend with that name on your list. Choose them there, or add a letter."))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
