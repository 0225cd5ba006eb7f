"""So much mail and no more: to one event, by one host in a day, from the whole site in a day."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from coordinator import instance
from coordinator.accounts import sign_in
from coordinator.database import db
from coordinator.errors import Enough
from coordinator.events import book, inviting
from coordinator.post import lease
from coordinator.post.delivery import Step, deliver_due
from coordinator.post.handful import Handful
from coordinator.post.mailer import Line
from coordinator.post.outbox import owe
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.server import MailServer

Allow = Callable[..., None]
MOST = 25


@pytest.fixture
def allow(app: Flask, settings: Settings) -> Allow:
    """Return what sets a cap: `allow(mails_a_day=2)`."""
    return lambda **caps: instance.install(app, replace(settings, **caps))


def test_the_caps_are_those_that_are_documented(settings: Settings) -> None:
    assert (settings.mails_an_event, settings.mails_a_host, settings.mails_a_day) == (60, 120, 1000)


def test_one_event_has_so_many_mailed_invitations_and_no_more(cast: Cast, allow: Allow) -> None:
    allow(mails_an_event=1)
    inviting.mail(cast.invitation())
    cast.clock.shift(timedelta(days=3))
    with pytest.raises(Enough):
        inviting.mail(cast.invitation("Priya"))


def test_asking_twice_for_one_letter_is_counted_once(cast: Cast, allow: Allow) -> None:
    allow(mails_an_event=2)
    for name in ("Kim", "Kim", "Priya"):
        inviting.mail(cast.invitation(name))
        db.session.flush()


def test_one_host_has_so_many_mailed_in_a_day(cast: Cast, allow: Allow) -> None:
    allow(mails_a_host=1)
    inviting.mail(cast.invitation())
    db.session.flush()
    with pytest.raises(Enough):
        inviting.mail(cast.invitation("Priya"))
    cast.clock.shift(timedelta(days=1, minutes=1))
    inviting.mail(cast.invitation("Priya"))


def test_taking_guests_out_of_the_book_makes_no_room_for_more_mail(cast: Cast, allow: Allow) -> None:
    allow(mails_an_event=1)
    gone = cast.invitation("Priya")
    inviting.mail(gone)
    db.session.flush()
    inviting.withdraw(gone)
    book.take_out(gone.guest)
    db.session.commit()
    db.session.expire_all()
    with pytest.raises(Enough):
        inviting.mail(cast.invitation())


def test_what_is_over_the_days_cap_waits_but_for_who_wants_to_sign_in(
    cast: Cast, allow: Allow, server: MailServer
) -> None:
    allow(mails_a_day=2)
    for number in range(4):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()
    assert deliver_due() is Step.IDLE
    assert len(server.letters) == 2
    sign_in.ask(cast.sam.email, "here", "")
    db.session.commit()
    deliver_due()
    assert [got.recipients for got in server.letters[2:]] == [[cast.sam.email]]
    cast.clock.shift(timedelta(days=1, minutes=1))
    deliver_due()
    assert len(server.letters) == 5


def test_however_many_workers_there_are_no_letter_leaves_beyond_the_days_cap(
    cast: Cast, app: Flask, allow: Allow, server: MailServer
) -> None:
    allow(mails_a_day=MOST)
    for number in range(3 * MOST):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            while letters := lease.claim(7):
                Handful(letters, Line(), lambda: False).deliver()
            db.session.remove()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.letters) == MOST
    assert server.connections > 1


def test_two_workers_that_count_in_the_same_moment_take_no_more_than_the_cap(
    cast: Cast, app: Flask, allow: Allow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock both would have counted before either takes; with it the second waits in vain for company."""
    allow(mails_a_day=MOST)
    for number in range(3 * MOST):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()
    company, room, taken, looks = threading.Barrier(2), lease._room, list[int](), threading.local()

    def counted() -> int:
        looks.count = getattr(looks, "count", 0) + 1
        found = room()
        if looks.count == 2:  # the first is a look without the lock
            with suppress(threading.BrokenBarrierError):
                company.wait(0.5)
        return found

    def work() -> None:
        with app.app_context():
            taken.extend(letter.id for letter in lease.claim())
            db.session.remove()

    monkeypatch.setattr(lease, "_room", counted)
    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == MOST


def test_a_letter_in_somebodys_hands_counts_as_if_it_had_left(cast: Cast, allow: Allow) -> None:
    allow(mails_a_day=3)
    for number in range(5):
        owe("test", f"account:{cast.jo.id}", reason=f"{number}", queue=f"{number}")
    db.session.commit()
    first = lease.claim(2)
    assert len(lease.claim()) == 1
    assert lease.claim() == []
    lease.lay_back(first)
    db.session.commit()
    assert len(lease.claim()) == 2
