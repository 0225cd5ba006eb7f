"""Letters a second, delivered by one and by two workers, beside a bare smtplib loop that sends the same bytes."""

import os
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from benchmarks.server import ROOT
from benchmarks.world import environment, fill
from coordinator import create_app
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import from_environment

MANY, ROUNDS = 100, 3
NOON = 12


class Sink:
    """A mail server that takes everything and notes when."""

    def __init__(self) -> None:
        """Find a free port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.came = list[tuple[float, bytes]]()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take a letter."""
        self.came.append((time.perf_counter(), envelope.original_content or b""))
        return "250 OK"

    def rate(self, send: Callable[[], None]) -> float:
        """Return the letters a second that something sends, from the first that came to the last."""
        self.came.clear()
        send()
        if len(self.came) != MANY:
            message = f"{len(self.came)} of {MANY} letters came"
            raise RuntimeError(message)
        return (MANY - 1) / (self.came[-1][0] - self.came[0][0])


def measure() -> None:
    """Measure in turn, and print what came of it."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        with tempfile.TemporaryDirectory(prefix="ground-bench-") as folder:
            instance = Path(folder)
            variables = _variables(instance, sink.port)
            app = _owed(instance, variables)
            rates: dict[str, list[float]] = {"one worker": [], "two workers": [], "bare smtplib": []}
            for _round in range(ROUNDS):
                rates["one worker"].append(sink.rate(lambda: _work(app, variables, 1)))
                same = [letter for _at, letter in sink.came]
                rates["two workers"].append(sink.rate(lambda: _work(app, variables, 2)))
                rates["bare smtplib"].append(sink.rate(lambda same=same: _apart(sink.port, same)))
    finally:
        controller.stop()
    print(f"\n{MANY} invitations, each rendered as text and HTML with its own links, to a mail server on this machine")
    bare = statistics.median(rates["bare smtplib"])
    for name, each in rates.items():
        middle = statistics.median(each)
        print(f"  {name:<12} {middle:7.0f} letters/s ({min(each):.0f} to {max(each):.0f}), {100 * middle / bare:.0f} %")


def _variables(instance: Path, port: int) -> dict[str, str]:
    mail = {"SMTP_PORT": str(port), "SMTP_SECURITY": "none", "MAILS_A_DAY": "1000000"}
    return environment(instance) | {f"COORDINATOR_{name}": value for name, value in mail.items()}


def _owed(instance: Path, variables: dict[str, str]) -> Flask:
    """Return an instance where many invitations are owed, to guests for whom it is noon."""
    fill(instance)
    app = create_app(from_environment(variables))
    ahead = NOON - datetime.now(UTC).hour
    with app.app_context():
        db.session.execute(sa.delete(Letter))
        event = db.session.scalars(sa.select(Event).limit(1)).one()
        for number in range(MANY):
            guest = Guest(hosting=event.hosting, name=f"Guest {number}", zone=f"Etc/GMT{-ahead:+d}")
            guest.reach_at(f"guest{number}@posteo.example")
            invitation = Invitation(event=event, guest=guest)
            db.session.add(invitation)
            db.session.flush()
            owe("invitation", f"invitation:{invitation.id}", queue=f"guest:{guest.id}")
        db.session.commit()
    return app


def _work(app: Flask, variables: dict[str, str], workers: int) -> None:
    """Let workers deliver everything once more, each a process of its own."""
    with app.app_context():
        db.session.execute(sa.update(Letter).values(state=LetterState.WAITING, attempts=0, sent_at=None))
        db.session.commit()
        db.engine.dispose()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "deliver", "--once"]
    env = os.environ | variables
    for process in [subprocess.Popen(command, cwd=ROOT, env=env) for _each in range(workers)]:
        process.wait()


def _apart(port: int, letters: list[bytes]) -> None:
    """Send the same bytes from a process of its own."""
    process = get_context("spawn").Process(target=_send, args=(port, letters))
    process.start()
    process.join()


def _send(port: int, letters: list[bytes]) -> None:
    """Send letters over one connection, with nothing but smtplib."""
    with smtplib.SMTP("127.0.0.1", port) as line:
        for letter in letters:
            line.sendmail("post@ground.example", ["guest@posteo.example"], letter)
