"""A host plans an event: rare, announced, one at a time, and the organiser is on it from the start."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from coordinator import clock
from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.errors import Enough, NotPossible, PlanOver, TooLate, TooSoon
from coordinator.events import inviting, news, planning
from coordinator.events.event import Event
from coordinator.events.guest import Role
from coordinator.events.kinds import Sort
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.events.outlines import OCTOBER, outline, published, span


def test_a_published_event_has_the_organiser_on_its_list_and_nobody_else(cast: Cast) -> None:
    event = planning.publish(cast.hosting, outline())
    assert [each.guest.role for each in event.invitations] == [Role.ORGANISER]
    assert event.is_published


def test_questions_food_and_things_to_bring_come_along(cast: Cast) -> None:
    event = planning.publish(cast.hosting, outline(questions=("Any songs?",), items=("Lemonade", "Paper")))
    assert [each.words for each in event.questions] == ["Anything about food?", "Any songs?"]
    assert [each.name for each in event.items] == ["Lemonade", "Paper"]


def test_five_questions_are_the_most_food_among_them(cast: Cast) -> None:
    with pytest.raises(Enough):
        planning.publish(cast.hosting, outline(questions=("A?", "B?", "C?", "D?", "E?")))


@pytest.mark.parametrize("changes", [{"capacity": 5}, {"sort": Sort.ORGANISERS_HOME}])
def test_a_group_too_small_and_the_organisers_home_are_refused(cast: Cast, changes: dict[str, object]) -> None:
    with pytest.raises(NotPossible):
        planning.publish(cast.hosting, outline(**changes))


def test_an_event_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        planning.publish(cast.hosting, outline(spans=(span(hours=-1),)))


def test_a_week_is_the_least_notice(cast: Cast) -> None:
    cast.hosting  # noqa: B018 - the story takes its days
    today = clock.now().replace(hour=18)
    with pytest.raises(TooSoon):
        planning.publish(cast.hosting, outline(spans=(span(today + timedelta(days=6)),)))
    assert planning.publish(cast.hosting, outline(spans=(span(today + timedelta(days=7)),)))


def test_ninety_days_are_the_horizon(cast: Cast) -> None:
    cast.hosting  # noqa: B018 - the story takes its days
    today = clock.now().replace(hour=18)
    with pytest.raises(TooLate):
        planning.publish(cast.hosting, outline(spans=(span(today + timedelta(days=91)),)))
    assert planning.publish(cast.hosting, outline(spans=(span(today + timedelta(days=90)),)))


def test_one_event_comes_at_a_time(cast: Cast) -> None:
    event = published(cast)
    assert planning.may_plan_from(cast.hosting) == event.ends_at
    with pytest.raises(TooSoon):
        planning.publish(cast.hosting, outline(spans=(span(OCTOBER + timedelta(days=40)),)))


def test_four_weeks_lie_between_two_events(cast: Cast) -> None:
    published(cast)
    cast.clock.move_to(OCTOBER + timedelta(days=1))
    assert planning.may_plan_from(cast.hosting) is None
    with pytest.raises(TooSoon):
        planning.publish(cast.hosting, outline(spans=(span(OCTOBER + timedelta(days=27)),)))
    assert planning.publish(cast.hosting, outline(spans=(span(OCTOBER + timedelta(days=28, hours=-3)),)))


def test_an_event_called_off_leaves_room_for_another(cast: Cast) -> None:
    news.call_off(published(cast))
    assert planning.may_plan_from(cast.hosting) is None


def test_six_events_are_the_most_in_a_year(cast: Cast) -> None:
    for number in range(6):
        begins = OCTOBER + timedelta(days=28 * number)
        cast.clock.move_to(begins - timedelta(days=10))
        planning.publish(cast.hosting, outline(spans=(span(begins),)))
        db.session.commit()
    cast.clock.move_to(OCTOBER + timedelta(days=28 * 5 + 1))
    assert planning.first_start(cast.hosting).date() == datetime(2027, 10, 3, tzinfo=UTC).date()
    until = planning.may_plan_from(cast.hosting)
    assert until is not None
    assert until.date() == datetime(2027, 7, 5, tzinfo=UTC).date()


def test_nothing_is_planned_once_the_host_may_know_that_the_plan_is_over(cast: Cast) -> None:
    end(cast.hosting.plan_id, Cause.STOP)
    db.session.flush()
    assert planning.publish(cast.hosting, outline()), "until then everything looks as before"
    db.session.rollback()
    end(cast.hosting.plan_id, Cause.STOP)
    db.session.execute(sa.update(Closing).values(shows_at=clock.now()))
    with pytest.raises(PlanOver):
        planning.publish(cast.hosting, outline())


def test_a_host_who_stepped_back_plans_nothing(cast: Cast) -> None:
    cast.hosting.stepped_back_at = clock.now()
    with pytest.raises(NotPossible):
        planning.publish(cast.hosting, outline())


def test_the_morning_after_the_host_is_asked_who_came(cast: Cast) -> None:
    event = published(cast)
    assert waiting("who_came") == [datetime(2026, 10, 4, 8, tzinfo=UTC)]  # nine in London
    news.move(
        event, starts_at=OCTOBER + timedelta(days=7), ends_at=OCTOBER + timedelta(days=7, hours=3), zone=event.zone,
        place=event.place, address=event.address, sort=event.sort,
    )  # fmt: skip
    assert waiting("who_came") == [datetime(2026, 10, 11, 8, tzinfo=UTC)]
    news.call_off(event)
    assert waiting("who_came") == []


def test_nobody_hears_of_an_event_called_off_before_they_were_invited(cast: Cast) -> None:
    event = planning.publish(cast.hosting, outline())
    cast.kim.reach_at("kim@posteo.example")
    inviting.invite(event, cast.kim)
    news.call_off(event)
    assert waiting("called_off") == []


def waiting(kind: str) -> list[datetime]:
    """Return when the letters of a kind go out."""
    db.session.flush()
    owed = sa.select(Letter.not_before).where(Letter.kind == kind, Letter.state == LetterState.WAITING)
    return list(db.session.scalars(owed))


def test_two_hosts_of_one_plan_wait_for_each_other(cast: Cast) -> None:
    event = published(cast)
    db.session.expire_all()
    assert planning.coming_event(cast.hosting.plan_id) == db.session.get(Event, event.id)
