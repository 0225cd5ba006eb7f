"""The process that takes mail in is killed while it works: each message still counts once, and none is lost."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import clock, instance
from coordinator.database import db
from coordinator.events import reply_address
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.inbox.received import Outcome, Received
from tests.inbox.corpus import letter
from tests.inbox.test_ways_in import handed_over

PATIENCE = 20  # seconds until it listens
# The same command as a service runs, on a day of the story.
RUN = """
import sys, datetime, time_machine
time_machine.travel(datetime.datetime.fromisoformat(sys.argv[1])).start()
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", "mail", "receive", "--lmtp", sys.argv[2]]
main()
"""


def running(door: Path) -> "subprocess.Popen[bytes]":
    """Start the process and wait until it listens."""
    door.unlink(missing_ok=True)
    here = instance.settings()
    own = {
        "INSTANCE": door.parent, "DATABASE_URL": here.database_url, "SECRET_KEY": here.secret_key,
        "CONTACT_KEY": here.contact_key, "STOP_PEPPER": here.stop_pepper, "OPERATOR_NAME": here.operator_name,
        "PUBLIC_BASE_URL": here.public_base_url, "INBOUND_DOMAIN": here.inbound_domain,
    }  # fmt: skip
    env = os.environ | {f"COORDINATOR_{name}": str(value) for name, value in own.items()}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", RUN, clock.now().isoformat(), str(door)], env=env, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + PATIENCE
    while not door.exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    return process


@pytest.mark.thorough
def test_what_is_killed_at_any_moment_takes_each_message_once(app: Flask, kims: Invitation, tmp_path: Path) -> None:
    """Once before it can have read a message, and once when it has most likely kept what it leads to."""
    address, door = reply_address.of(kims), tmp_path / "lmtp"
    messages = {0.0: letter("kde", kims, minutes=-1), 0.2: letter("kde", kims, partstat="DECLINED")}
    db.session.commit()
    process = running(door)
    for moment, message in messages.items():
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(door))
            line.sendall(f"LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode())
            time.sleep(0.3)
            line.sendall(message + b"\r\n.\r\n")
            time.sleep(moment)
            process.kill()
            process.wait()
        process = running(door)
        assert handed_over(str(door), message, address) == ["250 2.0.0 OK\r\n"]
    process.terminate()
    assert process.wait(timeout=PATIENCE) == 0
    db.session.expire_all()
    assert list(db.session.scalars(sa.select(Received.outcome))) == [Outcome.ANSWERED] * 2
    assert list(db.session.scalars(sa.select(Reply.answer))) == [Answer.NO]
