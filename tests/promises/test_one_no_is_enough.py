"""R5: one no is enough, and silence is a no.

Declining, "don't ask again" and not answering look alike, and nobody is written to twice for not having answered.
"""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.clock import now
from coordinator.database import db
from coordinator.errors import TooSoon
from coordinator.events import inviting, news
from coordinator.events.invitation import Answer
from coordinator.plans import answering as favours
from coordinator.plans import asking
from coordinator.plans.favour import FavourSays
from tests.cast import Cast
from tests.promises.chance import Chance
from tests.promises.people import People
from tests.promises.postbox import Postbox
from tests.promises.worlds import ASKED, Public, Secret, Telling

KIM, PRIYA, NOOR = "kim@posteo.example", "priya@raman.example", "noor@haddad.example"
DAYS = tuple(ASKED + timedelta(days=day, hours=2) for day in range(1, 9))


@pytest.mark.thorough
@pytest.mark.parametrize("by_mail", [True, False])
def test_every_no_and_silence_look_alike_to_the_byte_on_every_day(
    by_mail: bool, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.promises.worlds.LOOKS", DAYS)
    telling, public = Telling(app, Chance(monkeypatch)), Public(noor_by_mail=by_mail, looks=tuple(range(len(DAYS))))
    silence = telling.tell(public, Secret())
    for says, day in ((FavourSays.NO, 6), (FavourSays.NEVER, 0)):
        heard = telling.tell(public, Secret(noor_says=says, noor_after_days=day))
        assert [name for name, _bytes in heard] == [name for name, _bytes in silence]
        for (name, bytes_), (_name, quiet) in zip(heard, silence, strict=True):
            assert bytes_ == quiet, (says, day, name)


def test_on_day_seven_it_says_no_host_for_now_whatever_was_answered(app: Flask, cast: Cast) -> None:
    sam, favour = People(app, cast).organiser(), cast.noors_favour
    favours.answer(favour, FavourSays.NO)
    db.session.commit()
    cast.clock.move_to(favour.lapses_at - timedelta(minutes=1))
    assert "No host for now" not in sam.client.get("/home").text
    cast.clock.shift(timedelta(minutes=1))
    assert "No host for now" in sam.client.get("/home").text


def test_a_friend_gets_one_letter_and_never_another(app: Flask, cast: Cast) -> None:
    box = Postbox()
    assert cast.noors_favour
    for _day in range(40):
        box.deliver()
        cast.clock.shift(timedelta(days=1))
    assert [post.written.recipient for post in box.letters].count(NOOR) == 1


def test_the_same_friend_is_left_in_peace_for_half_a_year(app: Flask, cast: Cast) -> None:
    favour = cast.noors_favour
    favours.answer(favour, FavourSays.NO)
    cast.clock.shift(timedelta(days=179))
    with pytest.raises(TooSoon):
        asking.ask(cast.plan, favour.friend, by_mail=False)
    cast.clock.shift(timedelta(days=1))
    assert asking.ask(cast.plan, favour.friend, by_mail=False)


def test_dont_ask_again_holds_for_good_and_sam_does_not_notice(app: Flask, cast: Cast) -> None:
    favour, box = cast.noors_favour, Postbox()
    box.deliver()
    favours.answer(favour, FavourSays.NEVER)
    cast.clock.shift(timedelta(days=181))
    favour.friend.reach_at(NOOR)
    again = asking.ask(cast.plan, favour.friend, line="Once more?", by_mail=True)
    db.session.commit()
    assert again.is_open
    for _day in range(10):
        assert [post for post in box.deliver() if post.written.recipient == NOOR] == []
        cast.clock.shift(timedelta(days=1))


@pytest.mark.parametrize("says", [None, Answer.NO, Answer.UNDECIDED])
def test_a_guest_who_did_not_say_yes_is_not_asked_twice(says: Answer | None, app: Flask, cast: Cast) -> None:
    box, event = Postbox(), cast.event
    inviting.mail(cast.invitation("Kim"))
    db.session.commit()
    if says is not None:
        cast.says("Kim", says)
    while event.ends_at + timedelta(days=30) > now():
        box.deliver()
        cast.clock.shift(timedelta(hours=12))
    letters = [post for post in box.letters if post.written.recipient == KIM]
    assert [post.written.subject for post in letters] == ["An invitation from Anna"]


def test_who_said_no_hears_nothing_more_whatever_changes(app: Flask, cast: Cast) -> None:
    box, event = Postbox(), cast.event
    for name in ("Kim", "Priya"):
        inviting.mail(cast.invitation(name))
    cast.says("Kim", Answer.NO)
    cast.says("Priya", Answer.YES)
    box.deliver()
    cast.moves(timedelta(days=1), place="The Old Library", address="")
    box.deliver()
    news.call_off(event)
    db.session.commit()
    box.deliver()
    got = [post.written.recipient for post in box.letters]
    assert (got.count(KIM), got.count(PRIYA)) == (1, 3)


def test_a_guest_gets_one_invitation_and_at_most_two_letters_about_changes(app: Flask, cast: Cast) -> None:
    box = Postbox()
    inviting.mail(cast.invitation("Kim"))
    db.session.commit()
    box.deliver()
    for day in range(1, 6):
        cast.says("Kim", Answer.YES)
        cast.moves(timedelta(hours=1), place=f"The Old Library, room {day}", address="")
        cast.clock.shift(timedelta(days=1))
        box.deliver()
    assert [post.written.recipient for post in box.letters].count(KIM) == 3
