"""Health and numbers for a monitor: off by default, on this machine alone, and nothing about anybody or a plan."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.request import urlopen

import pytest
from flask import Flask

from coordinator import chores, clock, create_app
from coordinator.consent.report import About, Report
from coordinator.database import db
from coordinator.events import inviting
from coordinator.settings import Settings
from coordinator.upkeep import metrics
from tests.cast import Cast

NUMBERS = {
    "ground_info", "ground_database_up", "ground_letters_overdue", "ground_letters_given_up", "ground_reports_open",
    "ground_last_round_timestamp_seconds", "ground_last_purge_timestamp_seconds",
}  # fmt: skip


@pytest.fixture
def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def away(settings: Settings) -> Iterator[Flask]:
    """Return an application whose database is away."""
    app = create_app(replace(settings, database_url="postgresql+psycopg://ground@127.0.0.1:1/ground"))
    yield app
    with app.app_context():
        db.engine.dispose()


def read(port: int) -> dict[str, float]:
    """Return every number as a monitor reads it."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
        lines = [line for line in page.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_the_numbers_say_how_the_machine_is(app: Flask, cast: Cast, port: int) -> None:
    inviting.mail(cast.invitation("Kim"))
    db.session.add(Report(about=About.WORDS, words="Kim wrote this", plan_id=cast.plan.id))
    chores.tick()
    done = clock.now()
    cast.clock.shift(timedelta(hours=1))
    with metrics.served(app, port):
        found = read(port)
    assert {name.partition("{")[0] for name in found} == NUMBERS
    assert found["ground_database_up"] == 1
    assert found["ground_reports_open"] == 1
    assert found["ground_letters_overdue"] >= 1
    assert found["ground_last_round_timestamp_seconds"] == done.timestamp()
    assert [name for name in found if re.search("kim|sam|plan|account|@", name, re.IGNORECASE)] == []


def test_while_the_database_is_away_they_say_that_alone(away: Flask, port: int) -> None:
    with metrics.served(away, port):
        found = read(port)
    assert found.pop("ground_database_up") == 0
    assert {name.partition("{")[0] for name in found} == {"ground_info"}


def test_without_a_port_nothing_listens(app: Flask, settings: Settings, port: int) -> None:
    assert settings.metrics_port == 0
    with metrics.served(app, 0), pytest.raises(OSError, match="refused"):
        read(port)


def test_no_page_of_the_site_tells_numbers(app: Flask) -> None:
    assert app.test_client().get("/metrics").status_code == 404


def test_a_process_answers_and_says_whether_its_database_does(app: Flask, away: Flask) -> None:
    for path, here, there in (("/healthz", 200, 200), ("/readyz", 200, 503)):
        assert app.test_client().get(path).status_code == here
        with away.app_context():
            assert away.test_client().get(path).status_code == there
