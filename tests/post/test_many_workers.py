"""Any number of workers: each letter once, one reader's in order, and a killed one loses nothing."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import create_app
from coordinator.accounts.account import Account
from coordinator.clock import now
from coordinator.database import db
from coordinator.post import connection, handful, lease
from coordinator.post.delivery import deliver_due
from coordinator.post.outbox import Letter, LetterState, owe, take_back
from coordinator.post.worker import HANGS
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.server import MailServer
from tests.post.working import start_worker

MANY = 2 * lease.HANDFUL + 10
pytestmark = pytest.mark.thorough


@pytest.fixture
def letters(cast: Cast) -> list[Letter]:
    """Return test letters to the operator, more than one handful, owed and in queues of their own."""
    for number in range(MANY):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()
    return list(db.session.scalars(sa.select(Letter).order_by(Letter.id)))


def test_two_workers_at_once_send_each_letter_once(letters: list[Letter], app: Flask, server: MailServer) -> None:
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            deliver_due()
            db.session.remove()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.letters) == MANY
    assert len({got.message["Message-ID"] for got in server.letters}) == MANY
    assert server.connections == 2


def test_a_letter_in_one_hand_is_not_taken_by_another(letters: list[Letter]) -> None:
    taken = [lease.claim() for _each in range(4)]
    assert list(map(len, taken)) == [lease.HANDFUL, lease.HANDFUL, MANY - 2 * lease.HANDFUL, 0]
    assert [letter.id for hand in taken for letter in hand] == [letter.id for letter in letters]


def test_one_readers_letters_go_in_order_and_wait_for_each_other(cast: Cast) -> None:
    for number in range(3):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue="guest:1")
    owe("test", f"account:{cast.jo.id}", reason="other", queue="guest:2")
    db.session.commit()
    first, other = lease.claim()
    assert (first.reason, other.reason) == ("0", "other")
    assert lease.claim() == []
    assert lease.take_up(first)
    lease.put_off(first, "450")
    db.session.commit()
    assert lease.claim() == []  # the second does not overtake the first, which has to wait
    cast.clock.shift(timedelta(minutes=1))
    again = claimed()
    assert again.reason == "0"
    lease.sent(again)
    assert claimed().reason == "1"


def test_a_letter_for_next_month_keeps_none_of_today_waiting(cast: Cast) -> None:
    owe("test", f"account:{cast.jo.id}", reason="later", queue="one", not_before=datetime(2027, 1, 1, tzinfo=UTC))
    owe("test", f"account:{cast.jo.id}", reason="now", queue="one")
    db.session.commit()
    assert claimed().reason == "now"


def test_somebody_who_waits_to_sign_in_comes_first(letters: list[Letter], cast: Cast) -> None:
    owe("sign_in", "sign-in:abc")
    db.session.commit()
    assert claimed().kind == "sign_in"


def test_a_worker_that_died_keeps_what_it_laid_ready_for_moments_and_what_it_was_sending_for_minutes(
    letters: list[Letter], cast: Cast, server: MailServer
) -> None:
    sending, *_ready = lease.claim()
    assert lease.take_up(sending)
    db.session.commit()
    deliver_due()
    assert len(server.letters) == MANY - lease.HANDFUL
    cast.clock.shift(lease.READY + timedelta(seconds=1))
    deliver_due()
    assert len(server.letters) == MANY - 1
    cast.clock.shift(lease.LEASE)
    deliver_due()
    assert len(server.letters) == MANY


def test_what_a_dead_worker_left_is_taken_up_one_by_one_as_it_may_have_died_of_it(
    letters: list[Letter], cast: Cast
) -> None:
    lost = [letter.id for letter in lease.claim()]
    cast.clock.shift(lease.READY + timedelta(seconds=1))
    again = [lease.claim() for _each in range(lease.HANDFUL + 1)]
    assert [[letter.id for letter in hand] for hand in again[:-1]] == [[number] for number in lost]
    assert len(again[-1]) == lease.HANDFUL


def test_a_letter_is_taken_back_until_the_mail_server_may_have_it(cast: Cast) -> None:
    subject = f"account:{cast.jo.id}"
    owe("test", subject, reason="1")
    db.session.commit()
    assert take_back("test", subject)
    assert not take_back("test", subject)
    assert lease.claim() == []
    owe("test", subject, reason="2")
    db.session.commit()
    ready = claimed()
    assert take_back("test", subject)
    assert not lease.take_up(ready)
    owe("test", subject, reason="3")
    db.session.commit()
    taken = claimed()
    assert lease.take_up(taken)
    assert not take_back("test", subject)
    lease.put_off(taken, "450")
    assert take_back("test", subject)  # it rests after trouble: no server has it


def test_a_late_worker_cannot_undo_what_another_did(letters: list[Letter], cast: Cast) -> None:
    slow = claimed()
    assert lease.take_up(slow)
    late = claimed()
    cast.clock.shift(lease.LEASE + timedelta(seconds=1))
    quick = claimed(slow.id)
    lease.put_off(slow, "450")
    db.session.refresh(letters[0])
    assert letters[0].leased_until == quick.leased_until
    lease.sent(quick)
    lease.drop(slow)
    db.session.refresh(letters[0])
    assert letters[0].state is LetterState.SENT
    assert not lease.take_up(late)  # it lay ready for too long
    again = claimed(late.id)
    assert not lease.take_up(late)  # and is another's now
    assert lease.take_up(again)


def test_what_was_taken_back_on_a_slow_way_stays_so_and_counts_as_a_letter_that_left(cast: Cast) -> None:
    subject = f"account:{cast.jo.id}"
    owe("test", subject)
    db.session.commit()
    slow = claimed()
    assert lease.take_up(slow)
    cast.clock.shift(lease.LEASE + timedelta(seconds=1))
    assert take_back("test", subject)
    lease.sent(slow)
    row = db.session.scalars(sa.select(Letter)).one()
    assert (row.state, row.sent_at, row.leased_until) == (LetterState.TAKEN_BACK, now(), None)


def test_a_lease_outlives_the_slowest_letter_and_a_worker_its_slowest_pass() -> None:
    slowest = 2 * connection.LONGEST  # to connect, and for one letter
    assert slowest < lease.LEASE.total_seconds()
    assert slowest + handful.BRIEF < HANGS


def claimed(number: int = 0) -> Letter:
    """Lay letters ready until a certain one comes, or the first."""
    while True:
        (letter,) = lease.claim(1)
        if number in {0, letter.id}:
            return letter


def test_the_same_letter_is_owed_once(cast: Cast) -> None:
    for _time in range(2):
        owe("test", f"account:{cast.jo.id}", reason="1")
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 1


@pytest.fixture
def real_time(settings: Settings) -> Iterator[Flask]:
    """Return an application whose clock runs, with three letters owed."""
    app = create_app(settings)
    with app.app_context():
        jo = Account(email="jo@ground.example", name="Jo", zone="Europe/London", is_operator=True)
        db.session.add(jo)
        db.session.flush()
        for number in range(3):
            owe("test", f"account:{jo.id}", reason=f"{number}", queue=f"{number}")
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_asked_to_stop_in_the_middle_of_a_letter_it_finishes_that_one_and_begins_no_other(
    real_time: Flask, settings: Settings, server: MailServer
) -> None:
    server.mood = "slow"
    worker = start_worker(settings)
    deadline = time.monotonic() + 60
    while not taken_up() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)  # it has the next one written out by now, and waits for the server
    worker.terminate()
    assert worker.wait(20) == 0
    assert len(server.letters) == 1
    db.session.commit()
    states = list(db.session.scalars(sa.select(Letter.state).order_by(Letter.id)))
    assert states == [LetterState.SENT, LetterState.WAITING, LetterState.WAITING]
    assert db.session.scalar(sa.select(Letter.id).where(Letter.leased_until.is_not(None))) is None


def taken_up() -> bool:
    """Say whether a worker has given a letter to the server."""
    db.session.commit()
    return db.session.scalar(sa.select(Letter.id).where(Letter.sending_at.is_not(None))) is not None
