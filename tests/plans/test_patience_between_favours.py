"""The pace of asking: each rule of the table, at its last refused moment and its first possible one."""

from datetime import timedelta

import pytest

from coordinator.database import db
from coordinator.errors import Enough, NotPossible, PlanOver, TooSoon
from coordinator.events import news
from coordinator.plans import answering, asking
from coordinator.plans.favour import Favour, Friend
from tests.cast import Cast

MINUTE = timedelta(minutes=1)


def ask(cast: Cast, name: str, address: str | None = None) -> Favour:
    """Ask a friend who may be new."""
    friend = next((each for each in cast.plan.friends if each.name == name), None)
    if friend is None:
        friend = Friend(plan=cast.plan, name=name)
        db.session.add(friend)
    friend.reach_at(address or f"{name.lower()}@posteo.example")
    favour = asking.ask(cast.plan, friend, by_mail=True)
    db.session.commit()
    return favour


def refused(cast: Cast, name: str) -> TooSoon:
    """Return the refusal of a favour."""
    with pytest.raises(TooSoon) as told:
        ask(cast, name)
    db.session.rollback()
    return told.value


def test_the_first_favour_waits_for_a_nights_sleep(cast: Cast) -> None:
    settled = cast.plan.settled_at
    cast.clock.move_to(settled - MINUTE)
    assert refused(cast, "Anna").until == settled
    cast.clock.move_to(settled)
    assert ask(cast, "Anna").is_open


def test_two_favours_may_be_open_and_no_third_until_one_lapses(cast: Cast) -> None:
    first, _second = ask(cast, "Anna"), ask(cast, "Noor")
    assert refused(cast, "Mehmet").until == first.lapses_at
    cast.clock.move_to(first.lapses_at)
    assert ask(cast, "Mehmet").is_open


def test_a_no_makes_no_room_for_another_favour(cast: Cast) -> None:
    first, second = ask(cast, "Anna"), ask(cast, "Noor")
    for favour in (first, second):
        answering.answer(favour, answering.FavourSays.NO)
    db.session.commit()
    assert refused(cast, "Mehmet").until == first.lapses_at


def test_four_favours_in_ninety_days_are_all(cast: Cast) -> None:
    first = ask(cast, "Anna")
    for name in ("Noor", "Mehmet", "Lotte"):
        cast.clock.shift(timedelta(days=8))
        ask(cast, name)
    cast.clock.shift(timedelta(days=8))
    assert refused(cast, "Priya").until == first.goes_at + timedelta(days=90)
    cast.clock.move_to(first.goes_at + timedelta(days=90))
    assert ask(cast, "Priya").is_open


def test_the_same_friend_is_left_in_peace_for_half_a_year(cast: Cast) -> None:
    first = ask(cast, "Anna")
    again = first.goes_at + timedelta(days=180)
    cast.clock.move_to(again - MINUTE)
    assert refused(cast, "Anna").until == again
    cast.clock.move_to(again)
    assert ask(cast, "Anna").is_open


def test_a_friend_is_not_asked_under_a_second_name(cast: Cast) -> None:
    ask(cast, "Anna", "anna.brandt@posteo.example")
    with pytest.raises(NotPossible):
        ask(cast, "Annie", "Anna.Brandt+again@posteo.example")


def test_nobody_is_asked_whose_name_is_on_the_list_twice(cast: Cast) -> None:
    ask(cast, "Anna")
    double = Friend(plan=cast.plan, name="anna")
    db.session.add(double)
    with pytest.raises(NotPossible):
        asking.ask(cast.plan, double, by_mail=False)


def test_the_person_the_plan_is_about_is_never_asked(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        ask(cast, "kim")


def test_nobody_asks_himself(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        ask(cast, "Sammy", cast.sam.email)


def test_a_plan_has_room_for_eight_friends(cast: Cast) -> None:
    for number in range(8):
        db.session.add(Friend(plan=cast.plan, name="ABCDEFGH"[number]))
    db.session.commit()
    with pytest.raises(Enough):
        ask(cast, "Ninth")
    db.session.rollback()
    assert ask(cast, "A").is_open


def test_what_was_taken_back_at_night_was_never_asked(cast: Cast) -> None:
    cast.clock.move_to(cast.plan.settled_at.replace(hour=22))
    favour = ask(cast, "Anna")
    assert favour.waits
    favour.withdraw()
    db.session.commit()
    assert favour.friend.address is None
    assert ask(cast, "Anna").waits


def test_after_a_yes_nobody_else_is_asked_for_four_weeks(cast: Cast) -> None:
    accepted = cast.hosting.accepted_at
    assert refused(cast, "Noor").until == accepted + timedelta(days=28)
    cast.clock.move_to(accepted + timedelta(days=28))
    assert ask(cast, "Noor").is_open


def test_nobody_is_asked_before_four_weeks_after_an_event(cast: Cast) -> None:
    begins = cast.event.starts_at
    assert refused(cast, "Noor").until == begins + timedelta(days=28)
    cast.clock.move_to(begins + timedelta(days=28))
    assert ask(cast, "Noor").is_open


def test_an_event_called_off_asks_for_no_gap(cast: Cast) -> None:
    news.call_off(cast.event)
    db.session.commit()
    cast.clock.move_to(cast.hosting.accepted_at + timedelta(days=28))
    assert ask(cast, "Noor").is_open


def test_nothing_is_asked_in_a_plan_that_is_over(cast: Cast) -> None:
    cast.clock.move_to(cast.plan.closes_at)
    with pytest.raises(PlanOver):
        ask(cast, "Anna")


def test_a_line_goes_with_a_letter_only(cast: Cast) -> None:
    anna, noor = cast.friend("Anna"), cast.friend("Noor", None)
    assert asking.ask(cast.plan, anna, line="You do the best games nights.", by_mail=True).line
    assert asking.ask(cast.plan, noor, line="Only if it sounds like fun.", by_mail=False).line is None
