"""A site whose worker stands still forgets what is past its time all the same, after somebody sent a form."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import chores, create_app
from coordinator.database import db
from coordinator.settings import Settings
from coordinator.web import lazily
from tests.browsers import Browser
from tests.cast import Cast


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Return an application as `wsgi.py` serves it."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    lazily.install(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def sends_a_form(client: FlaskClient) -> None:
    """Ask for a lost link, as anybody may."""
    client.post("/find", data={"email": "zed@posteo.example"})
    db.session.expire_all()


def test_a_form_sent_long_after_the_last_purge_brings_one(cast: Cast, client: FlaskClient) -> None:
    favour = cast.favour
    cast.clock.shift(timedelta(days=8))
    client.get("/find")
    assert favour.line, "looking changes nothing"
    sends_a_form(client)
    assert favour.line is None


def test_where_the_worker_has_purged_nothing_is_done(cast: Cast, client: FlaskClient) -> None:
    favour = cast.favour
    cast.clock.shift(timedelta(days=6))
    chores.tick()
    cast.clock.shift(timedelta(hours=30))
    sends_a_form(client)
    assert favour.line
    cast.clock.shift(timedelta(hours=7))
    sends_a_form(client)
    assert favour.line is None


def test_a_process_looks_once_an_hour_at_most(cast: Cast, client: FlaskClient) -> None:
    cast.clock.shift(timedelta(days=2))
    sends_a_form(client)
    first = chores.last(chores.PURGE)
    cast.clock.shift(timedelta(minutes=59))
    sends_a_form(client)
    assert chores.last(chores.PURGE) == first
