"""Limits are counted in Redis where there is one; while it is away, every process counts for itself."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings


@pytest.fixture
def alone(settings: Settings) -> Iterator[Flask]:
    """Return an application whose Redis does not answer."""
    app = create_app(replace(settings, testing=False, redis_url="redis://127.0.0.1:1"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_links_open_and_guessing_is_still_slowed_down(alone: Flask) -> None:
    browser = alone.test_client()
    guesses = [browser.get("/l/inv_" + "x" * 43).status_code for _ in range(11)]
    assert guesses == [404] * 10 + [429]
