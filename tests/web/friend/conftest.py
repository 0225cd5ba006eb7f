"""Friends at their door."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.links import link
from coordinator.plans import asking
from coordinator.plans.favour import Favour
from tests.cast import Cast

Opened = Callable[[Favour], FlaskClient]


@pytest.fixture
def opened(app: Flask) -> Opened:
    """Return a way to a browser that opened the link of a favour, the mailed or the copied one."""

    def browser(favour: Favour) -> FlaskClient:
        token = link.mint(link.Purpose.FAVOUR, favour.id, expires_at=favour.lapses_at)
        db.session.commit()
        client = app.test_client()
        assert client.get(f"/l/{token}").status_code == 303
        return client

    return browser


@pytest.fixture
def copied(cast: Cast) -> Favour:
    """Return a favour whose link Sam sends in his own chat, so that he has it too."""
    favour = asking.ask(cast.plan, cast.friend("Noor", None), by_mail=False)
    db.session.commit()
    return favour
