"""Through a real mail server and back: a date that is answered, and an invitation that does not arrive."""

import re
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.invitation import Invitation
from coordinator.inbox import lmtp
from coordinator.post.delivery import deliver_due
from coordinator.settings import Smtp
from tests.cast import Cast
from tests.deploy.running import free_port
from tests.inbox import aerc, postfix
from tests.post.server import Got, MailServer, started

pytestmark = pytest.mark.thorough
PATIENCE = 30  # seconds
World = tuple[MailServer, int]


@pytest.fixture
def world(app: Flask, kims: Invitation) -> Iterator[World]:
    """Run the world's mail server, Postfix before it, and the door for what comes back; give the world and the port."""
    if not postfix.is_here():
        pytest.skip("NOT TESTED: no Postfix that tests may start (Debian, as root: apt install postfix)")
    server, controller = started()
    own = free_port()
    door = lmtp.listen(app, f"127.0.0.1:{own}", "ground.example")
    with postfix.running(own, server.port) as port:
        smtp = Smtp(host="127.0.0.1", port=port, security="none")
        instance.install(app, replace(instance.settings(), smtp=smtp, mail_from="post@ground.example"))
        yield server, port
    door.stop()
    controller.stop()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; mail takes its time."""
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end
        sleep(0.1)
        db.session.rollback()


def dates(server: MailServer) -> list[Got]:
    """Return the letters that brought a date."""
    return [each for each in server.letters if b"text/calendar" in each.data]


def test_an_address_that_nobody_has_is_on_the_board(
    cast: Cast, world: World, as_: Callable[[Account], FlaskClient]
) -> None:
    world[0].refuses["priya@raman.example"] = "550 5.1.1 no such user"
    priya = cast.invitation("Priya")
    inviting.mail(priya)
    db.session.commit()
    deliver_due()
    until(lambda: bool(db.session.get_one(Invitation, priya.id).guest.bounced_at))
    page = as_(cast.anna).get(f"/host/events/{cast.event.public_id}").text
    assert "The address may be wrong." in page.partition("<bdi>Priya</bdi>")[2].partition("</details>")[0]


@pytest.mark.skipif(aerc.PROGRAM is None, reason="NOT TESTED: no mail program that answers, as aerc is not installed")
def test_a_mail_programs_own_answer_comes_back(cast: Cast, world: World, tmp_path: Path) -> None:
    server, port = world
    deliver_due()
    until(lambda: bool(dates(server)))
    reply = aerc.answer(tmp_path, dates(server)[-1].data, "accept")
    to = re.findall(r"rsvp\+\w+@[\w.]+", str(message_from_bytes(reply)["To"]))
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.sendmail("kim@posteo.example", to, reply)
    until(lambda: db.session.get_one(Invitation, cast.invitation("Kim").id).answer is not None)
    db.session.expire_all()
    assert cast.invitation("Kim").answer == "yes"
