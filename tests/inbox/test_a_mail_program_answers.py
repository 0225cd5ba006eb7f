"""From the host to a guest's own mail program and back: it reads what we mail, answers by itself, and she sees it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.invitation import Invitation
from coordinator.inbox import lmtp
from coordinator.post.delivery import deliver_due
from coordinator.settings import Smtp
from tests.cast import Cast
from tests.inbox import aerc
from tests.inbox.test_ways_in import handed_over
from tests.post.server import Got, MailServer, started


@pytest.fixture
def office(app: Flask, kims: Invitation) -> Iterator[MailServer]:
    """Run the mail server that letters leave to."""
    if aerc.PROGRAM is None:
        pytest.skip("NOT TESTED: no mail program that answers, as aerc is not installed")
    server, controller = started()
    smtp = Smtp(host="127.0.0.1", port=server.port, security="none")
    instance.install(app, replace(instance.settings(), smtp=smtp, mail_from="post@ground.example"))
    yield server
    controller.stop()


@pytest.fixture
def door(app: Flask, kims: Invitation, tmp_path: Path) -> Iterator[str]:
    """Listen for mail that comes in."""
    where = str(tmp_path / "lmtp")
    controller = lmtp.listen(app, where, "ground.example")
    yield where
    controller.stop()


def mailed(office: MailServer) -> Got:
    """Send what is due and return Kim's last letter."""
    deliver_due()
    return [each for each in office.letters if each.recipients == ["kim@posteo.example"]][-1]


@pytest.mark.thorough
def test_it_accepts_and_when_the_day_moves_it_is_asked_again(
    cast: Cast, office: MailServer, door: str, tmp_path: Path, as_: Callable[[Account], FlaskClient]
) -> None:
    def answered(command: str, got: Got) -> str:
        """Let Kim's mail program answer, mail that, and return Kim's line on Anna's board."""
        reply = aerc.answer(tmp_path / command, got.data, command)
        to = re.findall(r"rsvp\+\w+@[\w.]+", str(message_from_bytes(reply)["To"]))
        assert handed_over(door, reply, *to) == ["250 2.0.0 OK\r\n"]
        db.session.expire_all()
        page = " ".join(as_(cast.anna).get(f"/host/events/{cast.event.public_id}").text.split())
        return page.partition("<bdi>Kim</bdi>")[2].partition("</summary>")[0]

    assert "Coming" in answered("accept", mailed(office))
    cast.clock.shift(timedelta(hours=1))
    cast.moves(timedelta(days=1), place="The library")
    assert cast.invitation("Kim").answer is None
    assert "Rather not say yet" in answered("accept-tentative", mailed(office))
    cast.clock.shift(timedelta(hours=1))
    assert "Can’t" in answered("decline", mailed(office))
