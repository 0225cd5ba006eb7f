"""What every test stands on: a fresh real database, a clock that can be moved, the cast, browsers."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from coordinator import create_app, instance
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.invitation import Invitation
from coordinator.extensions import limiter
from coordinator.settings import Settings
from coordinator.web import page
from tests.browsers import Browser
from tests.cast import Cast

gc.set_threshold(100_000, 20, 100)  # the modules loaded here are many and stay: looking through them costs a tenth
NOON = datetime(2026, 9, 7, 11, 0, tzinfo=UTC)  # a Monday, noon in London


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the suite run on either database."""
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="the database to test on",
    )
    parser.addoption(
        "--worlds",
        type=int,
        default=25,
        help="how many worlds are compared for R3; above 25 they are new ones each time",
    )
    parser.addoption(
        "--pursuits",
        type=int,
        default=8,
        help="how many organisers who will not let go are played; above 8 they are new ones each time",
    )
    parser.addoption("--hostile", type=int, default=2, help="how often every field is filled with hostile words")
    parser.addoption("--kills", type=int, default=1, help="how often a worker is killed")
    parser.addoption("--letters", type=int, default=60, help="how many letters it was killed over")


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a database with every table and no row."""
    if request.config.getoption("--database") == "postgresql":
        from tests.postgresql import start  # noqa: PLC0415 - only where it is asked for

        address = start(tmp_path_factory)
    else:
        address = f"sqlite:///{tmp_path_factory.mktemp('database') / 'empty.sqlite3'}"
    app = create_app(settings_for(address, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    return address


@pytest.fixture(scope="session")
def here(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings all tests of this process share: on SQLite, a file that each test gets anew."""
    folder = tmp_path_factory.mktemp("here")
    own = f"sqlite:///{folder / 'test.sqlite3'}" if empty_database.startswith("sqlite") else empty_database
    return settings_for(own, folder)


@pytest.fixture(scope="session")
def emptying(empty_database: str) -> Iterator[Callable[[Settings], None]]:
    """Return what empties the database of some settings: quicker than making it anew for each test."""
    if empty_database.startswith("sqlite"):
        yield lambda settings: _copy(empty_database, settings.database_url)
        return
    from tests import postgresql  # noqa: PLC0415 - only where it is asked for

    engine = sa.create_engine(empty_database)
    yield lambda _settings: postgresql.empty(engine)
    engine.dispose()


@pytest.fixture
def settings(emptying: Callable[[Settings], None], here: Settings) -> Settings:
    """Return settings with an empty database; a test may `dataclasses.replace` them."""
    emptying(here)
    return here


@pytest.fixture(scope="session")
def built(here: Settings) -> Iterator[Flask]:
    """Return the application, built once: that takes longer than most tests."""
    app = create_app(here)
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_csrf.py turns it on
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(settings: Settings, built: Flask) -> Iterator[Flask]:
    """Return the application with nothing in its database; what a test sets on it is undone."""
    config, extensions = dict(built.config), dict(built.extensions)
    instance.install(built, settings)
    built.jinja_env.globals["site"] = page.site_of(settings)
    with built.app_context():
        limiter.enabled = False  # there is one for all applications, and a test of limits turns it on
        yield built
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()  # the next test has a file of its own
    for kept, now in ((config, built.config), (extensions, built.extensions)):
        now.clear()
        now.update(kept)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without a past."""
    return app.test_client()


@pytest.fixture
def as_(app: Flask) -> Callable[[Account], FlaskClient]:
    """Return a way to a browser somebody is signed in with: `as_(cast.anna).get("/host/")`."""

    def browser(account: Account) -> FlaskClient:
        device = Device(account_id=account.id, is_kept=True)  # a test may take weeks
        db.session.add(device)
        db.session.commit()
        client = app.test_client()
        with client.session_transaction() as session:
            session["device"] = device.id
        return client

    return browser


@pytest.fixture
def holding(app: Flask) -> Callable[[Invitation], FlaskClient]:
    """Return a way to a browser that opened a guest's personal link: `holding(cast.invitation("Kim"))`."""

    def browser(invitation: Invitation) -> FlaskClient:
        address = inviting.make_link(invitation)
        db.session.commit()
        client = app.test_client()
        assert client.get(address.removeprefix("http://localhost")).status_code == 303
        return client

    return browser


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at a Monday noon; `clock.shift(timedelta)` and `clock.move_to(moment)` move it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(app: Flask, clock: time_machine.Traveller) -> Cast:
    """Return the people: Sam organises, Anna and Noor are friends, Kim is the other person, Zed a stranger."""
    return Cast(clock)


def _copy(one: str, other: str) -> None:
    """Put a copy of one SQLite database in the place of another, its write-ahead log too."""
    there = Path(other.removeprefix("sqlite:///"))
    for old in there.parent.glob(f"{there.name}*"):
        old.unlink()
    shutil.copy(one.removeprefix("sqlite:///"), there)


def settings_for(database_url: str, instance: Path) -> Settings:
    """Return safe settings for one database."""
    return Settings(
        instance=instance,
        database_url=database_url,
        public_base_url="http://localhost",
        secret_key="a test's own secret key, long enough",
        contact_key="a test's own contact key, long enough",
        stop_pepper="a test's own pepper, and long enough",
        operator_name="Jo Lindqvist",
        operator_contact="jo@ground.example",
        operator_helplines=("Bristol listening line, 0117 496 0000, every day 9:00 to 21:00",),
        testing=True,
    )
