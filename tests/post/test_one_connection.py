"""One connection for many letters: few waits within a letter, and a server that hangs up in between costs nothing."""

import time
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance
from coordinator.database import db
from coordinator.post.delivery import Step, deliver_due
from coordinator.post.mailer import Line
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.rude import GREETS, WELCOMES, rude_server
from tests.post.server import MailServer

ALL_AT_ONCE = "250-here\r\n250 PIPELINING"


def owe_one(cast: Cast, reason: str) -> Letter:
    """Owe the operator a test letter."""
    owe("test", f"account:{cast.jo.id}", reason=reason, queue=reason)
    db.session.commit()
    return db.session.scalars(sa.select(Letter).where(Letter.reason == reason)).one()


@pytest.mark.parametrize("last_words", [b"", b"421 4.4.2 You were silent for too long\r\n"])
def test_a_server_that_hung_up_on_a_silent_line_costs_no_letter_a_try(
    cast: Cast, server: MailServer, last_words: bytes
) -> None:
    line = Line()
    first = owe_one(cast, "first")
    deliver_due(line)
    server.hang_up(last_words)
    time.sleep(0.05)  # it reaches us
    second = owe_one(cast, "second")
    assert deliver_due(line) is Step.IDLE
    line.close()
    for letter in (first, second):
        db.session.refresh(letter)
        assert (letter.state, letter.attempts, letter.trouble) == (LetterState.SENT, 1, "")
    assert len(server.letters) == server.connections == 2


def test_where_a_server_hangs_up_on_whoever_has_just_come_the_letter_waits(
    cast: Cast, app: Flask, settings: Settings
) -> None:
    letter = owe_one(cast, "first")
    with rude_server(GREETS, *WELCOMES[:1], hangs_up=True) as port:
        instance.install(app, replace(settings, smtp=replace(settings.smtp, port=port, timeout=1)))
        line = Line()
        line.open()
        deliver_due(line)
    db.session.refresh(letter)
    assert (letter.state, letter.attempts, letter.trouble) == (LetterState.WAITING, 1, "SMTPServerDisconnected")


@pytest.mark.parametrize(
    ("replies", "comes_to"),
    [
        ("250 sender\r\n250 recipient\r\n354 go on", (LetterState.SENT, "")),
        ("250 sender\r\n550 nobody\r\n554 no recipient", (LetterState.FAILED, "550")),
        ("250 sender\r\n550 nobody\r\n354 go on", (LetterState.FAILED, "550")),  # RFC 2920 §3.1 allows that
        ("250 sender\r\n500 what\r\n503 no recipient", (LetterState.FAILED, "500")),
        ("550 sender\r\n503 no sender\r\n503 no sender", (LetterState.WAITING, "550")),  # nobody's address is at fault
        ("250 sender\r\n450 later\r\n503 no recipient", (LetterState.WAITING, "450")),
        ("452 sender\r\n503 no sender\r\n503 no sender", (LetterState.WAITING, "452")),
        ("250 sender\r\n250 recipient\r\n554 no", (LetterState.FAILED, "554")),
    ],
)
def test_where_a_server_takes_all_orders_at_once_each_reply_is_read_as_its_own(
    replies: str, comes_to: tuple[LetterState, str], cast: Cast, app: Flask, settings: Settings
) -> None:
    letter, heard = owe_one(cast, "first"), list[bytes]()
    with rude_server(GREETS, ALL_AT_ONCE, replies, *["250 so be it"] * 99, hangs_up=True, heard=heard) as port:
        instance.install(app, replace(settings, smtp=replace(settings.smtp, port=port, timeout=1)))
        line = Line()
        deliver_due(line)
        line.close()
    db.session.refresh(letter)
    assert (letter.state, letter.trouble) == comes_to
    assert heard[1].split(b"\r\n") == [b"MAIL FROM:<post@ground.example>", b"RCPT TO:<jo@ground.example>", b"DATA", b""]
    sent_nothing = comes_to[0] is not LetterState.SENT
    assert (heard[2:4] == [b".\r\n", b"rset\r\n"]) == (sent_nothing and replies.endswith("354 go on"))
    assert (heard[2:3] == [b"rset\r\n"]) == (sent_nothing and not replies.endswith("354 go on"))
