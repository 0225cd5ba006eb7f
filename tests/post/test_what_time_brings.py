"""What happens because time passes: the morning after, the day before, a year, an offer that lapsed."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import chores, retention
from coordinator.consent.ending import Closing, Told
from coordinator.database import db
from coordinator.events import calendar_letter, inviting, news
from coordinator.events.answer import Answer
from coordinator.post.delivery import deliver_due
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.post.server import MailServer

KIM = "kim@posteo.example"


def owed(kind: str) -> list[Letter]:
    """Return the letters of a kind, sent or not."""
    return list(db.session.scalars(sa.select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def test_the_morning_after_the_host_is_asked_once(cast: Cast, server: MailServer) -> None:
    cast.clock.move_to(cast.event.ends_at + timedelta(minutes=1))
    for _minute in range(3):
        chores.tick()
    (letter,) = owed("who_came")
    assert letter.not_before == datetime(2026, 10, 4, 8, 0, tzinfo=UTC)  # nine in London
    cast.clock.move_to(letter.not_before)
    deliver_due()
    assert server.letters[-1].message["Subject"] == "Who came?"


def test_nobody_is_asked_who_came_to_what_was_called_off(cast: Cast) -> None:
    event = cast.event
    news.call_off(event)
    db.session.commit()
    cast.clock.move_to(event.ends_at + timedelta(hours=1))
    chores.tick()
    assert owed("who_came") == []


def test_the_note_comes_at_noon_of_the_day_before_to_who_asked(cast: Cast, server: MailServer) -> None:
    for name in ("Kim", "Priya"):
        cast.says(name, Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=True)
    db.session.commit()
    cast.clock.move_to(datetime(2026, 10, 1, 18, 0, tzinfo=UTC))
    chores.tick()
    deliver_due()
    (letter,) = owed("day_before")
    assert letter.not_before == datetime(2026, 10, 2, 11, 0, tzinfo=UTC)
    cast.clock.move_to(letter.not_before)
    chores.tick()
    deliver_due()
    last = server.letters[-1]
    assert (last.recipients, last.message["Subject"]) == (["kim@elsewhere.example"], "Tomorrow")


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNDECIDED])
def test_who_is_not_coming_gets_no_note(cast: Cast, answer: Answer) -> None:
    cast.invitation().wants_note = True
    cast.says("Kim", answer)
    cast.clock.move_to(datetime(2026, 10, 2, 10, 0, tzinfo=UTC))
    chores.tick()
    assert owed("day_before") == []


def test_a_note_that_comes_too_late_is_not_sent(cast: Cast, server: MailServer) -> None:
    invitation = cast.invitation()
    invitation.wants_note = True
    cast.says("Kim", Answer.YES)
    cast.clock.move_to(datetime(2026, 10, 2, 10, 0, tzinfo=UTC))
    chores.tick()
    assert len(owed("day_before")) == 1
    cast.clock.move_to(datetime(2026, 10, 3, 10, 0, tzinfo=UTC))  # the worker was away
    deliver_due()
    assert "Tomorrow" not in [got.message["Subject"] for got in server.letters]


def test_no_note_is_owed_on_the_day_itself(cast: Cast) -> None:
    cast.invitation().wants_note = True
    cast.says("Kim", Answer.YES)
    cast.clock.move_to(datetime(2026, 10, 3, 8, 0, tzinfo=UTC))
    chores.tick()
    assert owed("day_before") == []


def test_a_move_brings_a_new_note(cast: Cast) -> None:
    invitation, event = cast.invitation(), cast.event
    invitation.wants_note = True
    cast.says("Kim", Answer.YES)
    cast.clock.move_to(datetime(2026, 10, 2, 10, 0, tzinfo=UTC))
    chores.tick()
    later = timedelta(hours=24)
    news.move(
        event,
        starts_at=event.starts_at + later,
        ends_at=event.ends_at + later,
        zone=event.zone,
        place=event.place,
        address=event.address,
        sort=event.sort,
    )
    db.session.commit()
    cast.says("Kim", Answer.YES)
    cast.clock.move_to(datetime(2026, 10, 3, 8, 0, tzinfo=UTC))
    chores.tick()
    assert [letter.reason for letter in owed("day_before")] == ["2026-10-03T17:30", "2026-10-04T17:30"]


def test_a_place_that_was_let_pass_goes_to_the_next(cast: Cast) -> None:
    cast.event.capacity = 3
    for name in ("Priya", "Kim", "Lotte"):
        cast.says(name, Answer.YES)
        cast.clock.shift(timedelta(minutes=1))
    cast.says("Priya", Answer.NO)
    assert cast.invitation("Kim").offered_until is not None
    cast.clock.shift(timedelta(hours=48, minutes=1))
    chores.tick()
    db.session.expire_all()
    assert cast.invitation("Kim").offered_until is None
    assert cast.invitation("Lotte").offered_until is not None


def test_an_end_that_came_by_itself_is_told_once(cast: Cast, server: MailServer) -> None:
    assert cast.hosting
    cast.clock.shift(timedelta(days=365))
    db.session.add(Closing(plan_id=cast.plan.id, told=Told.YEAR, shows_at=cast.plan.closes_at))
    db.session.commit()
    for _minute in range(2):
        chores.tick()
    deliver_due()
    told = [got for got in server.letters if got.recipients == [cast.sam.email]]
    assert [str(got.message["Subject"]) for got in told] == ["About your plan"]
    assert "A plan lasts a year" in told[0].part("text/plain")
    assert [got for got in server.letters if got.recipients == [KIM]] == []


def test_a_chore_that_fails_does_not_keep_the_others_from_being_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> None:
        raise RuntimeError("stumbled")

    monkeypatch.setattr(chores, "CHORES", (stumble, *chores.CHORES))
    cast.clock.move_to(cast.event.ends_at + timedelta(minutes=1))
    chores.tick()
    assert len(owed("who_came")) == 1
    assert "a chore failed" in caplog.text


def test_the_purge_comes_once_a_day(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    days = list[int]()
    monkeypatch.setattr(retention, "purge", lambda: days.append(1))
    assert cast.jo
    for _hour in range(49):
        chores.tick()
        cast.clock.shift(timedelta(hours=1))
    assert len(days) == 3


def test_a_link_made_and_a_letter_sent_in_one_minute_are_both_there(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    db.session.commit()
    chores.tick()
    deliver_due()
    assert [got.recipients for got in server.letters] == [[KIM]]
