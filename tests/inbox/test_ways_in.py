"""The ways in: standard input, LMTP, IMAP and a Maildir lead to the same, and each message counts once."""

import smtplib
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance
from coordinator.database import db
from coordinator.events import reply_address
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.inbox import lmtp
from coordinator.inbox.received import Outcome, Received
from coordinator.settings import Imap
from tests.inbox import dovecot
from tests.inbox.corpus import letter
from tests.inbox.dovecot import Dovecot

LONG = (b"x" * 70 + b"\r\n") * 4000  # more than is read
BOX = ["mail", "receive", "--once"]


def outcomes() -> list[Outcome]:
    """Return what became of every message that was noted."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Received.outcome)))


def maildir(folder: Path, *messages: bytes) -> Path:
    """Make a Maildir with messages in it and return where new ones lie."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir()
    for number, message in enumerate(messages):
        (folder / "new" / f"{number}").write_bytes(message)
    return folder / "new"


@pytest.fixture
def door(app: Flask, kims: Invitation, tmp_path: Path) -> Iterator[str]:
    """Listen for LMTP on a socket and return its path."""
    where = str(tmp_path / "lmtp")
    controller = lmtp.listen(app, where, "ground.example")
    yield where
    controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Dovecot]:
    """Run a real mail server."""
    if not dovecot.is_here():
        pytest.skip("NOT TESTED: no mailbox, as Dovecot 2.3 is not installed")
    with dovecot.a_folder() as folder, dovecot.running(folder / "server") as server:
        yield server


def test_a_pipe_brings_one_message(app: Flask, kims: Invitation) -> None:
    message = letter("apple", kims)
    assert app.test_cli_runner().invoke(args=["mail", "receive"], input=message).exit_code == 0
    assert outcomes() == [Outcome.ANSWERED]
    assert app.test_cli_runner().invoke(args=["mail", "receive"], input=message).exit_code == 0
    assert outcomes() == [Outcome.ANSWERED]


@pytest.mark.parametrize("names", ["option", "environment"])
def test_a_pipe_is_told_the_envelope(names: str, app: Flask, kims: Invitation) -> None:
    address = reply_address.of(kims)
    message = letter("kde", kims, to="undisclosed-recipients:;")
    db.session.commit()
    given = ["--to", address] if names == "option" else []
    env = {} if given else {"ORIGINAL_RECIPIENT": address}
    assert app.test_cli_runner().invoke(args=["mail", "receive", *given], input=message, env=env).exit_code == 0
    assert outcomes() == [Outcome.ANSWERED]


def test_a_pipe_that_brings_nonsense_or_too_much_ends_well(app: Flask, kims: Invitation) -> None:
    for data in (b"", b"\x00\xff" * 1000, b"x" * 600_000):
        assert app.test_cli_runner().invoke(args=["mail", "receive"], input=data).exit_code == 0
    assert outcomes() == []


def test_while_the_database_is_away_nothing_is_lost(app: Flask, kims: Invitation, tmp_path: Path) -> None:
    message = letter("kde", kims)
    db.session.commit()
    db.session.execute(sa.text("ALTER TABLE received RENAME TO received_away"))
    db.session.commit()
    assert app.test_cli_runner().invoke(args=["mail", "receive"], input=message).exit_code == 75
    kept = maildir(tmp_path, message)
    assert app.test_cli_runner().invoke(args=[*BOX, "--maildir", str(tmp_path)]).exit_code == 1
    assert list(kept.iterdir())  # nothing is deleted before its effect is kept
    db.session.rollback()
    db.session.execute(sa.text("ALTER TABLE received_away RENAME TO received"))
    db.session.commit()
    assert app.test_cli_runner().invoke(args=["mail", "receive"], input=message).exit_code == 0
    assert outcomes() == [Outcome.ANSWERED]


def handed_over(door: str, message: bytes, *recipients: str) -> list[str]:
    """Hand a message over as a mail server does, and return what is said to it for each recipient."""
    with socket.socket(socket.AF_UNIX) as line, line.makefile("rwb") as file:
        line.settimeout(10)
        line.connect(door)
        asks = ["LHLO mx", "MAIL FROM:<>", *(f"RCPT TO:<{each}>" for each in recipients), "DATA"]
        said = [_answer(file, f"{ask}\r\n".encode()) for ask in ["", *asks]]
        assert said[-1].startswith("354"), said
        return [_answer(file, message + b"\r\n.\r\n"), *(_answer(file, b"") for _more in recipients[1:])]


def _answer(file: BinaryIO, ask: bytes) -> str:
    file.write(ask.removeprefix(b"\r\n"))
    file.flush()
    while (line := file.readline())[3:4] == b"-":
        pass
    return line.decode()


def test_a_mail_server_hands_it_over_and_hears_of_each_recipient(door: str, kims: Invitation) -> None:
    message, address = letter("kde", kims), reply_address.of(kims)
    db.session.commit()
    said = handed_over(door, message, address.upper(), "nobody@reply.ground.example", address)
    assert said == ["250 2.0.0 OK\r\n"] * 3
    assert outcomes() == [Outcome.ANSWERED]
    assert Path(door).stat().st_mode & 0o777 == 0o660


def test_a_server_that_heard_no_thanks_brings_it_again(door: str, kims: Invitation) -> None:
    """The connection ends after the answer was kept and before the server hears so."""
    message, address = letter("kde", kims), reply_address.of(kims)
    db.session.commit()
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(door)
        line.sendall(f"LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode())
        time.sleep(0.2)
        line.sendall(message + b"\r\n.\r\n")
    until = time.monotonic() + 5
    while not outcomes() and time.monotonic() < until:
        time.sleep(0.02)
    assert handed_over(door, message, address) == ["250 2.0.0 OK\r\n"]
    assert outcomes() == [Outcome.ANSWERED]


def test_too_much_at_once_is_refused_before_it_is_read(door: str, kims: Invitation) -> None:
    address = reply_address.of(kims)
    db.session.commit()
    assert handed_over(door, b"Subject: x\r\n\r\n" + LONG, address)[0].startswith("552")
    assert outcomes() == []


def test_a_maildir_is_emptied(app: Flask, kims: Invitation, tmp_path: Path) -> None:
    new = maildir(tmp_path, letter("kde", kims), letter("kde", kims), letter("prose", kims))
    done = app.test_cli_runner().invoke(args=[*BOX, "--maildir", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert sorted(outcomes()) == [Outcome.ANSWERED, Outcome.PROSE]
    assert list(new.iterdir()) == []


def test_a_mailbox_that_is_away_is_said_in_one_line(app: Flask, kims: Invitation, tmp_path: Path) -> None:
    assert "cannot be read" in app.test_cli_runner().invoke(args=[*BOX, "--maildir", str(tmp_path / "x")]).output
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        instance.install(app, replace(instance.settings(), imap=Imap("127.0.0.1", free.getsockname()[1])))
        assert "cannot be read" in app.test_cli_runner().invoke(args=[*BOX, "--imap"]).output


def test_a_real_mailbox_with_plus_addressing_is_emptied(app: Flask, kims: Invitation, mailbox: Dovecot) -> None:
    """Dovecot takes the mail by LMTP, as it would from Postfix, and gives it out by IMAP."""
    message, address = letter("google", kims), reply_address.of(kims)
    db.session.commit()
    with smtplib.LMTP("127.0.0.1", mailbox.lmtp) as client:
        for each in (message, letter("kde", kims, to="x@y.example", minutes=-1), message):
            client.sendmail("", [address], each)
        client.sendmail("", [address], b"Subject: much\r\n\r\n" + LONG)  # Dovecot takes that too
    box = Imap("127.0.0.1", mailbox.imap, mailbox.user, mailbox.password, security="none")
    instance.install(app, replace(instance.settings(), imap=box))
    for _twice in range(2):
        done = app.test_cli_runner().invoke(args=[*BOX, "--imap"])
        assert done.exit_code == 0, done.output
    assert sorted(outcomes()) == [Outcome.ANSWERED, Outcome.REFUSED]  # the older of two answers is old news
    assert db.session.scalars(sa.select(Reply.answer)).one() is Answer.YES
    assert [path for path in mailbox.folder.glob("mail/*/*/*") if path.parent.name in {"new", "cur"}] == []
    wrong = replace(box, password="not-it")
    instance.install(app, replace(instance.settings(), imap=wrong))
    assert "cannot be read" in app.test_cli_runner().invoke(args=[*BOX, "--imap"]).output
