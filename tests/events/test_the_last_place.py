"""Two guests and one place: exactly one gets it, whoever is quicker, on either database."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from coordinator import chores
from coordinator.consent.ending import Cause, end
from coordinator.database import db
from coordinator.events import answering, organiser_reply
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Invitation
from tests.cast import Cast


def _fill_but_one(cast: Cast) -> None:
    """Leave one place: host, Sam and the guests named here have theirs."""
    cast.event.capacity = 5
    cast.says("Tomasz", Answer.YES)
    cast.says("Lotte", Answer.YES)


def test_who_comes_to_a_full_event_waits_and_a_free_place_is_offered(cast: Cast) -> None:
    _fill_but_one(cast)
    cast.says("Kim", Answer.YES)
    cast.says("Priya", Answer.YES)
    assert cast.invitation("Kim").waiting_since is None
    assert cast.invitation("Priya").waiting_since is not None
    cast.says("Lotte", Answer.NO)
    assert cast.invitation("Priya").offered_until is not None
    cast.says("Priya", Answer.YES)
    assert cast.invitation("Priya").waiting_since is None


def test_who_said_yes_before_the_event_moved_has_two_days_to_confirm(cast: Cast) -> None:
    _fill_but_one(cast)
    cast.says("Kim", Answer.YES)
    cast.says("Priya", Answer.YES)
    cast.moves(timedelta(days=1))
    chores.tick()
    assert cast.invitation("Kim").answer is None
    assert cast.invitation("Priya").offered_until is None, "nobody is offered a place that somebody is asked about"
    cast.says("Kim", Answer.YES)
    assert cast.invitation("Kim").waiting_since is None
    cast.clock.shift(timedelta(hours=48))
    chores.tick()
    assert cast.invitation("Priya").offered_until is not None, "two others never confirmed"
    cast.says("Lotte", Answer.YES)
    assert cast.invitation("Lotte").waiting_since is None, "there was one place more"
    cast.says("Tomasz", Answer.YES)
    assert cast.invitation("Tomasz").waiting_since is not None


@pytest.mark.parametrize("how", ["he says no", "he is told not to come"])
def test_the_organisers_place_is_offered_when_he_does_not_come(cast: Cast, how: str) -> None:
    _fill_but_one(cast)
    cast.says("Kim", Answer.YES)
    cast.says("Priya", Answer.YES)
    if how == "he says no":
        organiser_reply.reply(cast.event, Answer.NO)
    else:
        end(cast.plan.id, Cause.HOST)
    chores.tick()
    assert (cast.invitation("Priya").offered_until is not None) is (how == "he says no"), "not before he is told"
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=48))
    chores.tick()
    assert cast.invitation("Priya").waiting_since is not None
    assert cast.invitation("Priya").offered_until is not None


@pytest.mark.parametrize("turn", range(3))
def test_two_at_once_never_share_the_last_place(app: Flask, cast: Cast, turn: int) -> None:
    _fill_but_one(cast)
    ids = [cast.invitation(name).id for name in ("Kim", "Priya")]
    event_id = cast.event.id
    db.session.remove()
    gate = threading.Barrier(2)

    def say_yes(invitation_id: int) -> None:
        with app.app_context():
            invitation = db.session.get_one(Invitation, invitation_id)
            gate.wait()
            answering.reply(invitation, Answer.YES)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=say_yes, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    waiting = [db.session.get_one(Invitation, each).waiting_since is not None for each in ids]
    assert sorted(waiting) == [False, True], (turn, db.session.get_one(Event, event_id).capacity)


def test_a_place_that_somebody_takes_just_now_is_offered_to_nobody(app: Flask, cast: Cast) -> None:
    _fill_but_one(cast)
    cast.says("Joséphine-Marguerite de Montmorency", Answer.YES)
    cast.says("Priya", Answer.YES)
    organiser_reply.reply(cast.event, Answer.NO)
    db.session.commit()

    def offer() -> None:
        with app.app_context():
            chores.offer_places()
            db.session.commit()
            db.session.remove()

    answering.reply(cast.invitation("Kim"), Answer.YES)  # and as long as that is not committed, the round waits
    round_of_chores = threading.Thread(target=offer)
    round_of_chores.start()
    round_of_chores.join(0.5)
    db.session.commit()
    round_of_chores.join(30)
    db.session.expire_all()
    assert cast.invitation("Kim").waiting_since is None
    assert cast.invitation("Priya").offered_until is None
