"""Writers on SQLite take turns: nobody hears that it is locked, nobody waits for ever, and readers do not wait."""

import os
import signal
import subprocess
import sys
import threading
import time
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from coordinator import turns
from coordinator.database import db
from coordinator.events.invitation import Invitation
from coordinator.settings import ROOT
from tests.cast import Cast
from tests.writer import COUNT, HOLD, LINE, add, opened

Holding = Callable[[Invitation], FlaskClient]
WRITERS, TIMES, TRIES, SOON = 3, 40, 60, 10


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """Return a database with one table, in a file of its own."""
    engine = opened(f"sqlite:///{tmp_path / 'line.sqlite3'}")
    LINE.create(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers give up after a second."""
    monkeypatch.setattr(turns, "PATIENCE", 1)


def test_processes_and_threads_that_write_at_once_all_get_their_turn(engine: sa.Engine) -> None:
    processes = [_start(str(engine.url), str(TIMES)) for _each in range(WRITERS)]
    threads = [threading.Thread(target=_add, args=[engine, TIMES]) for _each in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * WRITERS
    assert _count(engine) == 2 * WRITERS * TIMES


def test_who_has_waited_long_asks_as_often_as_who_just_came(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses, sleep = [], time.sleep

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        sleep(seconds)
        if len(pauses) == TRIES:
            holder.rollback()

    monkeypatch.setattr(time, "sleep", pause)
    with engine.connect() as holder:
        add(holder)
        _add(engine)
    assert pauses == [turns.STEP] * TRIES
    assert _count(engine) == 1


def test_one_of_a_process_asks_and_the_others_wait_for_it(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asking, ask = [], turns._has_begun

    def noted(*args: object) -> bool:
        asking.append(threading.get_ident())
        return ask(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(turns, "_has_begun", noted)
    threads = [threading.Thread(target=_add, args=[engine]) for _each in range(WRITERS)]
    with engine.connect() as holder:
        add(holder)
        own = len(asking)
        for thread in threads:
            thread.start()
        _until(lambda: len(asking) >= own + TRIES)
        assert len(set(asking[own:])) == 1
        holder.commit()
    for thread in threads:
        thread.join()
    assert _count(engine) == 1 + WRITERS


def test_a_process_that_is_killed_lets_go_and_leaves_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    with _holding(engine) as process:
        process.kill()
        process.wait()
        _add(engine)
    assert _count(engine) == 1
    assert {file.name for file in tmp_path.iterdir()} == {f"line.sqlite3{more}" for more in ("", "-shm", "-wal")}


@pytest.mark.usefixtures("impatient")
def test_behind_a_process_that_is_stopped_each_gives_up_in_its_own_time(engine: sa.Engine) -> None:
    said: list[str] = []

    def give_up() -> None:
        with pytest.raises(OperationalError) as trouble:
            _add(engine)
        said.append(str(trouble.value.orig))

    with _holding(engine) as process:
        process.send_signal(signal.SIGSTOP)
        threads = [threading.Thread(target=give_up) for _each in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SOON)
        assert said == ["database is locked"] * WRITERS
        assert _count(engine) == 0
        process.send_signal(signal.SIGCONT)
        process.communicate("let go\n")
        _add(engine)
    assert _count(engine) == 2


@pytest.mark.usefixtures("impatient", "on_sqlite")
def test_a_guest_who_writes_behind_it_is_asked_for_a_minute_and_one_who_reads_notices_nothing(
    cast: Cast, holding: Holding
) -> None:
    kim, page = holding(cast.invitation("Kim")), f"/i/{cast.invitation('Kim').public_id}"
    LINE.create(db.engine)
    with _holding(db.engine) as process, turns.NEXT:
        process.send_signal(signal.SIGSTOP)
        assert kim.get(page).status_code == 200
        shown = kim.post(f"{page}/answer", data={"answer": "yes"})
        assert (shown.status_code, shown.headers["Retry-After"]) == (503, "60")
        assert "was not kept" in shown.text
        process.send_signal(signal.SIGCONT)
        process.communicate("let go\n")
    assert kim.post(f"{page}/answer", data={"answer": "yes"}).status_code == 303


def test_sqlite_itself_is_patient_again_afterwards(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add(connection)
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == turns.PATIENCE * 1000


def test_a_database_in_memory_and_a_statement_that_commits_by_itself_need_no_turn() -> None:
    engine = opened("sqlite://")
    LINE.create(engine)
    with turns.NEXT, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.insert(LINE), {"number": 1})
        assert not connection.connection.in_transaction
    with engine.begin() as connection:
        connection.execute(sa.insert(LINE), [{"number": 2}, {"number": 3}])
    assert _count(engine) == 3


@pytest.fixture
def on_sqlite(app: Flask) -> None:
    """Skip where the database has its own way of waiting."""
    assert app
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets many write at once")


def _add(engine: sa.Engine, times: int = 1) -> None:
    for _each in range(times):
        with engine.begin() as connection:
            add(connection)


def _count(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(COUNT).scalar_one()


def _start(address: str, times: str) -> "subprocess.Popen[str]":
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "tests.writer", address, times]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, text=True, **pipes)  # type: ignore[call-overload,no-any-return]  # noqa: S603 - our own


@contextmanager
def _holding(engine: sa.Engine) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that has written and does not commit."""
    with _start(str(engine.url), HOLD) as process:
        try:
            assert typing.cast("typing.IO[str]", process.stdout).readline() == "holding\n"
            yield process
        finally:
            process.kill()


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
