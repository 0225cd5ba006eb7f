"""Workers killed at any instant, again and again: nothing is lost, and nothing comes twice but the letter in flight.

`pytest tests/post/test_killed_workers.py --kills=100 --letters=1000` is the whole of it; every run does a little.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import create_app
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.post import lease
from coordinator.post.delivery import deliver_due
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import Settings
from tests.post.server import MailServer
from tests.post.working import start_worker

PATIENCE = 240  # seconds
pytestmark = pytest.mark.thorough


@pytest.fixture
def many(pytestconfig: pytest.Config) -> int:
    """Return how many letters are owed."""
    return int(pytestconfig.getoption("--letters"))


@pytest.fixture
def settings(settings: Settings, many: int) -> Settings:
    """Return settings under which so many may leave in a day."""
    return replace(settings, mails_a_day=2 * many)


@pytest.fixture
def outbox(settings: Settings, many: int) -> Iterator[Flask]:
    """Return an application whose clock runs, with many letters owed, two to each reader."""
    app = create_app(settings)
    with app.app_context():
        jo = Account(email="jo@ground.example", name="Jo", zone="Europe/London", is_operator=True)
        db.session.add(jo)
        db.session.flush()
        for number in range(many):
            owe("test", f"account:{jo.id}", reason=f"{number}", queue=f"{number // 2}")
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_killed_at_any_instant_it_loses_nothing_and_repeats_the_letter_in_flight_alone(
    outbox: Flask, settings: Settings, server: MailServer, many: int, pytestconfig: pytest.Config
) -> None:
    chance = random.Random(7)  # noqa: S311 - where to hit, and the same each time
    kills = int(pytestconfig.getoption("--kills"))
    per_life = many // (kills + 1)
    for _life in range(kills):
        before = len(server.letters)
        worker = start_worker(settings)
        wait_until(lambda before=before: len(server.letters) > before + chance.randrange(per_life))
        time.sleep(chance.random() / 50)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        time.sleep(0.05)  # the server finishes what it was given
        db.session.execute(sa.update(Letter).values(leased_until=None))  # the lease's minutes pass
        db.session.commit()
    deliver_due()
    came = Counter(str(got.message["Message-ID"]) for got in server.letters)
    assert len(came) == many
    assert max(came.values()) <= kills + 1
    assert sum(came.values()) - many <= kills
    assert set(db.session.scalars(sa.select(Letter.state))) == {LetterState.SENT}


def test_two_processes_share_the_work_send_nothing_twice_and_end_well_when_asked_to(
    outbox: Flask, settings: Settings, server: MailServer, many: int
) -> None:
    workers = [start_worker(settings) for _each in range(2)]
    wait_until(lambda: len(server.letters) >= many)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    came = [str(got.message["Message-ID"]) for got in server.letters]
    assert len(came) == len(set(came)) == many
    assert lease.claim() == []


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.002)
