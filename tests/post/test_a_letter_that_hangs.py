"""A letter in which a worker hangs for ever does not keep all others: the worker says where, and ends."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from coordinator.database import db
from coordinator.post import lease
from coordinator.post.outbox import Letter
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.server import MailServer
from tests.post.test_killed_workers import wait_until
from tests.post.test_laid_ready import owe_some, reached
from tests.post.working import environment

HANGS = """
import time
from coordinator.post import desk, worker
worker.HANGS = 2
desk._written = lambda *_: time.sleep(120)
from flask.cli import main
main()
"""
pytestmark = pytest.mark.thorough


LIVES = """
from coordinator.post import worker
worker.HANGS = 4
from flask.cli import main
main()
"""


def test_it_ends_the_worker_and_comes_alone_from_then_on(cast: Cast, settings: Settings, server: MailServer) -> None:
    owe_some(cast, 3)
    command = [sys.executable, "-c", HANGS, "--app", "wsgi", "mail", "deliver"]
    env = os.environ | environment(settings)
    worker = subprocess.run(  # noqa: S603 - our own command
        command, env=env, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True, timeout=100, check=False
    )
    assert worker.returncode == 1
    assert "desk.py" in worker.stderr
    assert reached(server) == []
    db.session.expire_all()
    (until,) = {letter.leased_until for letter in db.session.scalars(sa.select(Letter))}
    assert until is not None
    cast.clock.move_to(until + timedelta(seconds=1))
    assert [len(lease.claim()) for _each in range(4)] == [1, 1, 1, 0]


def test_a_worker_that_does_not_hang_lives_on(cast: Cast, settings: Settings, server: MailServer) -> None:
    command = [sys.executable, "-c", LIVES, "--app", "wsgi", "mail", "deliver"]
    env = os.environ | environment(settings)
    worker = subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2])  # noqa: S603 - our own command
    owe_some(cast, 1)
    wait_until(lambda: bool(server.letters))
    time.sleep(5)
    worker.terminate()  # many passes later
    assert worker.wait(60) == 0
