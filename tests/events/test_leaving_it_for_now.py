"""After two noes or silences in a row nothing is planned for a while; a third is a stop. Only the host's side knows."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.consent.ending import Cause, Ending
from coordinator.database import db
from coordinator.events import inviting, planning, rest
from coordinator.events.answering import reply
from coordinator.events.invitation import Answer, Reply
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, outline, published, span

FOUR_WEEKS = timedelta(days=28)


def held(cast: Cast, begins: datetime, answer: Answer | None) -> None:
    """Let an evening be, with what Kim said to it."""
    cast.clock.move_to(begins - timedelta(days=10))
    event = published(cast, spans=(span(begins),))
    if answer:
        reply(invited(event, "Kim"), answer)
    db.session.commit()
    cast.clock.move_to(begins + timedelta(days=1))


def purge_answers() -> None:
    """Do what the daily purge does two weeks after an event: count, then delete."""
    rest.count_all()
    db.session.execute(sa.delete(Reply))
    db.session.commit()
    db.session.expire_all()


def test_one_no_changes_nothing(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.NO)
    assert planning.may_plan_from(cast.hosting) is None


def test_two_noes_or_silences_rest_half_a_year(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.NO)
    held(cast, OCTOBER + FOUR_WEEKS, None)
    assert planning.may_plan_from(cast.hosting) == OCTOBER + FOUR_WEEKS + timedelta(days=180)


def test_an_answer_that_never_came_to_a_yes_is_a_silence(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.UNDECIDED)
    held(cast, OCTOBER + FOUR_WEEKS, Answer.UNDECIDED)
    assert rest.resting_until(cast.hosting.plan_id) is not None


def test_a_yes_makes_it_none_again(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.NO)
    held(cast, OCTOBER + FOUR_WEEKS, Answer.YES)
    held(cast, OCTOBER + 2 * FOUR_WEEKS, Answer.NO)
    assert rest.resting_until(cast.hosting.plan_id) is None


def test_the_rule_outlives_the_answers(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.YES)
    purge_answers()
    held(cast, OCTOBER + FOUR_WEEKS, Answer.NO)
    purge_answers()
    assert rest.resting_until(cast.hosting.plan_id) is None, "a yes whose row is gone is no silence"
    held(cast, OCTOBER + 2 * FOUR_WEEKS, Answer.NO)
    purge_answers()
    assert rest.resting_until(cast.hosting.plan_id) is not None


def test_a_third_no_is_a_stop(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.NO)
    held(cast, OCTOBER + FOUR_WEEKS, None)
    purge_answers()
    cast.clock.shift(timedelta(days=200))
    held(cast, clock.now() + timedelta(days=20), Answer.NO)
    purge_answers()
    purge_answers()
    assert db.session.scalars(sa.select(Ending.cause)).all() == [Cause.STOP]


def test_who_never_got_a_link_said_nothing(cast: Cast) -> None:
    for number in range(2):
        begins = OCTOBER + number * FOUR_WEEKS
        cast.clock.move_to(begins - timedelta(days=10))
        inviting.invite(planning.publish(cast.hosting, outline(spans=(span(begins),))), cast.kim)
        db.session.commit()
    cast.clock.move_to(begins + timedelta(days=1))
    rest.count_all()
    assert rest.resting_until(cast.hosting.plan_id) is None


def test_what_is_kept_is_a_number_for_the_plan(cast: Cast) -> None:
    held(cast, OCTOBER, Answer.NO)
    purge_answers()
    assert {column.name for column in rest.Rest.__table__.columns} == {"plan_id", "unmet", "since", "counted_until"}
