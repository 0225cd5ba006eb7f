"""A stop and its receipt code: the code alone undoes it, suppression holds, and no plan reopens."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.accounts.account import Account
from coordinator.consent import stop
from coordinator.consent.ending import has_ended
from coordinator.consent.stop import Stop
from coordinator.consent.suppression import Scope, is_suppressed, lift, suppress
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.plans.plan import Plan
from coordinator.post import unsubscribe
from tests.cast import Cast
from tests.dump import everything


def test_a_code_is_easy_to_read_out_and_lies_nowhere(cast: Cast) -> None:
    code = stop.ask(cast.kim)
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", code)
    assert code not in everything()


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "no dash"])
def test_a_code_may_be_typed_as_people_type(typed: str, cast: Cast) -> None:
    code = stop.ask(cast.kim)
    ways = {"lower": code.lower(), "no dash": code.replace("-", "")}
    assert stop.undo(ways.get(typed, typed.format(code)))


def test_a_wrong_code_undoes_nothing(cast: Cast) -> None:
    stop.ask(cast.kim)
    assert not stop.undo("2222-2222")
    assert not stop.undo("")
    assert stop.of_guest(cast.kim.id)


def test_undoing_twice_is_undoing_once_and_a_second_click_is_told_the_same(cast: Cast) -> None:
    code = stop.ask(cast.kim)
    assert stop.undo(code)
    first = db.session.scalar(sa.select(Stop.undone_at))
    cast.clock.shift(timedelta(minutes=9))
    assert stop.undo(code)
    assert db.session.scalar(sa.select(Stop.undone_at)) == first
    cast.clock.shift(timedelta(minutes=1))
    assert not stop.undo(code)


def test_an_old_code_does_not_fit_a_stop_that_was_asked_for_anew(cast: Cast) -> None:
    code = stop.ask(cast.kim)
    assert stop.undo(code)
    stop.ask(cast.kim)
    assert not stop.undo(code)
    assert stop.of_person(cast.kim)


def test_undoing_lifts_the_suppression_and_reopens_nothing(cast: Cast) -> None:
    mark = cast.kim.fingerprint or fingerprint("kim@posteo.example")
    cast.kim.reach_at("kim@posteo.example")
    code = stop.ask(cast.kim)
    assert is_suppressed(mark, plan_id=cast.plan.id)
    assert stop.undo(code)
    assert not is_suppressed(mark, plan_id=cast.plan.id)
    assert has_ended(cast.plan.id)


def test_nothing_from_here_holds_for_every_plan(cast: Cast) -> None:
    cast.kim.reach_at("kim@posteo.example")
    stop.ask(cast.kim, nothing_from_here=True)
    assert is_suppressed(cast.kim.fingerprint, plan_id=cast.plan.id + 1)


def test_left_out_of_one_plan_is_not_left_out_of_others(cast: Cast) -> None:
    cast.kim.reach_at("kim@posteo.example")
    stop.ask(cast.kim)
    assert not is_suppressed(cast.kim.fingerprint, plan_id=cast.plan.id + 1)


def test_the_same_wish_twice_is_one_row_and_can_be_lifted(cast: Cast) -> None:
    mark = fingerprint("zed@posteo.example")
    for _time in range(2):
        suppress(mark, Scope.SITE)
    db.session.commit()
    assert everything().count(mark) == 1
    lift(mark, Scope.SITE)
    assert not is_suppressed(mark)


def test_a_token_to_end_all_mail_is_signed_and_holds_no_address(cast: Cast) -> None:
    token = unsubscribe.token("zed@posteo.example")
    assert "zed" not in token
    assert unsubscribe.read(token) == fingerprint("zed@posteo.example")
    for broken in (token[:-1], token + "x", "uns_x", "", token.replace("uns_", "inv_")):
        assert unsubscribe.read(broken) is None


def test_a_code_outlives_the_plan(cast: Cast) -> None:
    cast.kim.reach_at("kim@posteo.example")
    mark, code = cast.kim.fingerprint, stop.ask(cast.kim, nothing_from_here=True)
    db.session.commit()
    db.session.execute(sa.delete(Account).where(Account.id == cast.sam.id))  # as when somebody's account is deleted
    db.session.commit()
    assert db.session.scalar(sa.select(Plan)) is None
    assert is_suppressed(mark)
    assert stop.undo(code)
    assert not is_suppressed(mark)
