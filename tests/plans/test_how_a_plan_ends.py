"""A plan ends by its organiser, by itself, or by others; each of the first two is told at once, the third later."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from coordinator import clock
from coordinator.consent import ending, stop
from coordinator.consent.ending import Told
from coordinator.database import db
from coordinator.errors import NotPossible, PlanOver, TooSoon
from coordinator.events import news
from coordinator.events.event import Event
from coordinator.events.kinds import Kind
from coordinator.plans import asking, screening, term
from coordinator.plans import plan as plans
from coordinator.plans import record as records
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast


def told(cast: Cast) -> Told | None:
    """Return what the organiser is told, if anything."""
    end = term.end_of(records.of_plan(cast.plan.id))
    return end and end.told


def plan_over_letters() -> int:
    """Count the letters that would tell the organiser of an end by others."""
    waiting = (Letter.kind == "plan_over") & (Letter.state == LetterState.WAITING)
    return len(db.session.scalars(sa.select(Letter.id).where(waiting)).all())


def hold(cast: Cast, starts: datetime, *, off: bool = False) -> Event:
    """Publish another event of Anna's."""
    event = Event(
        hosting=cast.hosting, plan_id=cast.plan.id, kind=Kind.WALK, title="A walk", starts_at=starts,
        ends_at=starts + timedelta(hours=2), zone="Europe/London", place="The weir", capacity=8,
    )  # fmt: skip
    db.session.add(event)
    event.publish()
    db.session.flush()
    if off:
        event.call_off()
    db.session.commit()
    return event


def test_leaving_ends_it_at_once_and_withdraws_the_favours(cast: Cast) -> None:
    favour = cast.favour
    cast.plan.leave()
    assert told(cast) is Told.OWN
    assert favour.withdrawn_at
    with pytest.raises(PlanOver):
        cast.plan.leave()


def test_leaving_before_an_end_by_others_is_told_keeps_that_unsaid(cast: Cast) -> None:
    stop.ask(cast.kim)
    assert plan_over_letters() == 1
    cast.plan.leave()
    db.session.commit()
    assert told(cast) is Told.OWN
    assert plan_over_letters() == 0


def test_an_end_by_others_is_told_between_twelve_and_seventy_two_hours_later(cast: Cast) -> None:
    stop.ask(cast.kim)
    db.session.commit()
    cast.clock.shift(timedelta(hours=12) - timedelta(minutes=1))
    assert told(cast) is None
    cast.clock.shift(timedelta(hours=60, minutes=2))
    assert told(cast) is Told.OTHERS


def test_a_year_ends_a_plan_even_if_nobody_noted_it(cast: Cast) -> None:
    cast.clock.move_to(cast.plan.closes_at - timedelta(minutes=1))
    assert told(cast) is None
    cast.clock.move_to(cast.plan.closes_at)
    assert told(cast) is Told.YEAR
    assert cast.plan.is_over


def test_the_daily_purge_notes_what_ended_by_itself(cast: Cast) -> None:
    cast.clock.move_to(cast.plan.closes_at)
    assert term.close_all() == 1
    db.session.commit()
    closing = ending.closing(cast.plan.id)
    assert closing
    assert (closing.told, closing.shows_at) == (Told.YEAR, cast.plan.closes_at)
    assert term.close_all() == 0


def test_two_misses_make_a_pause_and_a_third_ends_the_plan(cast: Cast) -> None:
    first = cast.event
    second = hold(cast, first.starts_at + timedelta(days=28))
    third = hold(cast, second.starts_at + timedelta(days=28))
    cast.clock.move_to(second.shared_from - timedelta(minutes=1))
    assert asking.paused_until(records.of_plan(cast.plan.id)) is None
    cast.clock.move_to(second.shared_from)
    assert asking.paused_until(records.of_plan(cast.plan.id)) == second.shared_from + timedelta(days=180)
    assert told(cast) is None
    cast.clock.move_to(third.shared_from)
    assert told(cast) is Told.MISSES


def test_an_event_called_off_is_a_miss_as_soon_as_that_can_be_seen(cast: Cast) -> None:
    hold(cast, cast.event.starts_at + timedelta(days=1), off=True)
    assert len(records.of_plan(cast.plan.id).misses) == 1


def test_a_shared_event_clears_the_misses_before_it(cast: Cast) -> None:
    hold(cast, cast.event.starts_at - timedelta(days=1), off=True)
    cast.is_shared()
    assert records.of_plan(cast.plan.id).misses == []


def test_the_first_end_there_was_stays_the_one_that_is_told(cast: Cast) -> None:
    cast.clock.move_to(cast.plan.closes_at - timedelta(hours=1))
    ending.end(cast.plan.id, ending.Cause.OPERATOR)
    db.session.commit()
    cast.clock.move_to(cast.plan.closes_at + timedelta(days=5))
    assert told(cast) is Told.YEAR


@pytest.mark.parametrize(("others", "days"), [(False, 90), (True, 365)])
def test_a_new_plan_waits_longer_after_an_end_by_others(cast: Cast, others: bool, days: int) -> None:
    if others:
        ending.end(cast.plan.id, ending.Cause.VETO)
    else:
        cast.plan.leave()
    db.session.commit()
    closing = db.session.get_one(ending.Closing, cast.plan.id)
    again = closing.shows_at + timedelta(days=days)
    screening.record(cast.sam.id, screening.Outcome.CLEAR)
    cast.clock.move_to(again - timedelta(minutes=1))
    with pytest.raises(TooSoon):
        plans.start(cast.sam, "Kim", cast.plan.parted)
    cast.clock.move_to(again)
    assert plans.start(cast.sam, "Kim", cast.plan.parted).is_open


def test_one_plan_at_a_time(cast: Cast) -> None:
    parted = cast.plan.parted
    with pytest.raises(NotPossible):
        plans.start(cast.sam, "Lee", parted)


def test_a_closing_comes_before_the_place_even_of_an_event_that_moved_nearer(cast: Cast) -> None:
    event = cast.event
    stop.ask(cast.kim)
    db.session.commit()
    starts = clock.now() + timedelta(hours=50)
    news.move(
        event, starts_at=starts, ends_at=starts + timedelta(hours=3), zone=event.zone, place=event.place,
        address=event.address, sort=event.sort,
    )  # fmt: skip
    db.session.commit()
    closing = db.session.get_one(ending.Closing, cast.plan.id)
    assert closing.shows_at == starts - timedelta(hours=48, minutes=1)
    waiting = (Letter.kind == "plan_over") & (Letter.state == LetterState.WAITING)
    assert db.session.scalars(sa.select(Letter.not_before).where(waiting)).all() == [closing.shows_at]
