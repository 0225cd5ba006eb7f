"""A yes makes a host, a veto ends the plan, everything else looks like silence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator import clock
from coordinator.consent import ending, stop
from coordinator.consent.suppression import is_suppressed
from coordinator.database import db
from coordinator.errors import Gone, NotPossible
from coordinator.links import link
from coordinator.plans import answering, asking, forgetting
from coordinator.plans.favour import Favour, FavourSays
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast

HOUR = timedelta(hours=1)


def accept(cast: Cast, favour: Favour) -> answering.Hosting:
    """Let Anna say yes."""
    return answering.accept(favour, cast.anna, name="Anna Brandt", organiser_name="Sam", other_name="Kim")


@pytest.mark.parametrize("says", [FavourSays.NO, FavourSays.NEVER, FavourSays.VETO])
def test_every_answer_deletes_the_words_and_the_address(cast: Cast, says: FavourSays) -> None:
    answering.answer(cast.favour, says)
    assert cast.favour.line is None
    assert cast.favour.friend.address is None


def test_silence_deletes_them_after_seven_days(cast: Cast) -> None:
    cast.clock.move_to(cast.favour.lapses_at - timedelta(minutes=1))
    forgetting.forget_lapsed()
    db.session.commit()
    assert cast.favour.line
    assert cast.favour.friend.address
    cast.clock.move_to(cast.favour.lapses_at)
    forgetting.forget_lapsed()
    db.session.commit()
    assert cast.favour.line is None
    assert cast.favour.friend.address is None


def test_never_is_remembered_by_fingerprint_alone(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.NEVER)
    assert is_suppressed(cast.favour.friend.fingerprint, favours=True)


def test_a_second_answer_that_asks_for_no_less_contact_changes_nothing(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.NEVER)
    answering.answer(cast.favour, FavourSays.NO)
    assert cast.favour.answer
    assert cast.favour.answer.says is FavourSays.NEVER


def test_a_no_can_become_a_veto(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.NO)
    answering.answer(cast.favour, FavourSays.VETO)
    assert ending.has_ended(cast.plan.id)


def test_a_veto_is_taken_back_within_twelve_hours(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.VETO)
    cast.clock.shift(12 * HOUR - timedelta(minutes=1))
    answering.undo(cast.favour)
    assert not ending.has_ended(cast.plan.id)
    assert cast.favour.is_open


def test_a_veto_stands_after_twelve_hours(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.VETO)
    cast.clock.shift(12 * HOUR)
    with pytest.raises(NotPossible):
        answering.undo(cast.favour)
    assert ending.has_ended(cast.plan.id)


def test_taking_one_veto_back_leaves_the_other(cast: Cast) -> None:
    noor = asking.ask(cast.plan, cast.friend("Noor", "noor@haddad.example"), by_mail=True)
    answering.answer(cast.favour, FavourSays.VETO)
    answering.answer(noor, FavourSays.VETO)
    answering.undo(cast.favour)
    assert ending.has_ended(cast.plan.id)
    answering.undo(noor)
    assert not ending.has_ended(cast.plan.id)


def test_taking_a_veto_back_does_not_undo_a_stop(cast: Cast) -> None:
    noor = asking.ask(cast.plan, cast.friend("Noor", "noor@haddad.example"), by_mail=True)
    db.session.commit()
    kim = cast.kim  # Anna hosts
    answering.answer(noor, FavourSays.VETO)
    stop.ask(kim)
    answering.undo(noor)
    assert ending.has_ended(cast.plan.id)


def test_a_veto_is_final_once_anybody_was_told(cast: Cast) -> None:
    noor = asking.ask(cast.plan, cast.friend("Noor", "noor@haddad.example"), by_mail=True)
    db.session.commit()
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=48))
    row = db.session.get(Favour, noor.id)
    assert row
    row.goes_at = clock.now()  # asked late, so that the place would be shown at once
    answering.answer(row, FavourSays.VETO)
    db.session.commit()
    assert ending.closing(cast.plan.id)
    with pytest.raises(NotPossible):
        answering.undo(row)


def test_a_second_end_after_an_undone_veto_is_told_too(cast: Cast) -> None:
    answering.answer(cast.favour, FavourSays.VETO)
    answering.undo(cast.favour)
    cast.clock.shift(HOUR)
    answering.answer(cast.favour, FavourSays.VETO)
    db.session.commit()
    told = (Letter.kind == "plan_over") & (Letter.state == LetterState.WAITING)
    assert len(db.session.scalars(sa.select(Letter.id).where(told)).all()) == 1


def test_a_host_gets_a_guest_book_with_the_names_as_she_types_them(cast: Cast) -> None:
    hosting = accept(cast, cast.favour)
    assert [(guest.name, guest.role) for guest in hosting.guests] == [("Sam", "organiser"), ("Kim", "other")]
    assert answering.hosting_of(cast.favour) is hosting


def test_a_yes_looks_the_same_in_a_plan_that_ended_unseen(cast: Cast) -> None:
    noor = asking.ask(cast.plan, cast.friend("Noor", "noor@haddad.example"), by_mail=True)
    answering.answer(noor, FavourSays.VETO)
    assert accept(cast, cast.favour).plan_id == cast.plan.id


def test_nobody_hosts_once_the_end_is_told(cast: Cast) -> None:
    favour = cast.favour
    cast.plan.leave()
    with pytest.raises(Gone):
        accept(cast, favour)


@pytest.mark.parametrize("email", ["sam@posteo.example", "Sam+host@posteo.example"])
def test_the_organiser_does_not_host_for_himself(cast: Cast, email: str) -> None:
    assert not answering.may_host(cast.favour, email)
    assert answering.may_host(cast.favour, cast.anna.email)


def test_a_lapsed_favour_takes_no_answer(cast: Cast) -> None:
    cast.clock.move_to(cast.favour.lapses_at)
    with pytest.raises(Gone):
        answering.answer(cast.favour, FavourSays.NO)
    with pytest.raises(Gone):
        accept(cast, cast.favour)


def test_the_private_questions_end_a_plan_and_keep_no_answer(cast: Cast) -> None:
    answering.refuse_by_screening(cast.favour)
    assert ending.has_ended(cast.plan.id)
    assert cast.favour.answer
    assert cast.favour.answer.says is FavourSays.NO


def test_a_copied_link_works_until_day_seven_whatever_was_answered(cast: Cast) -> None:
    favour = asking.ask(cast.plan, cast.friend("Noor", None), by_mail=False)
    token = favour.hand_over().rpartition("/")[2]
    answering.answer(favour, FavourSays.NEVER)
    assert link.find(token)
    cast.clock.move_to(favour.lapses_at)
    assert link.find(token) is None
