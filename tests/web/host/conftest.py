"""Anna at her door."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.event import Event
from tests.cast import Cast
from tests.events.outlines import published


@pytest.fixture
def anna(cast: Cast, as_: Callable[[Account], FlaskClient]) -> FlaskClient:
    """Return Anna's browser, after her yes."""
    cast.hosting.confirm_address()
    db.session.commit()
    return as_(cast.anna)


@pytest.fixture
def event(cast: Cast, anna: FlaskClient) -> Event:
    """Return Anna's games night, with Sam, Kim and four others on the list."""
    return published(cast)
