"""Guests with a browser that opened their own link."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.database import db
from coordinator.events.invitation import Invitation
from tests.cast import Cast


@dataclass
class Opened:
    """A guest's browser at their invitation: `kim.get("/stop")`, `kim.post("/answer", answer="yes")`."""

    browser: FlaskClient
    path: str

    def get(self, part: str = "", **more: Any) -> TestResponse:
        """Look at a page behind the invitation."""
        return self.browser.get(self.path + part, **more)

    def post(self, part: str, **typed: object) -> TestResponse:
        """Send a form."""
        return self.browser.post(self.path + part, data={name: str(value) for name, value in typed.items()})

    def sees(self, part: str, **typed: object) -> TestResponse:
        """Send a form and see the page it leads to."""
        data = {name: str(value) for name, value in typed.items()}
        return self.browser.post(self.path + part, data=data, follow_redirects=True)


Guests = Callable[[str], Opened]


@pytest.fixture
def guests(cast: Cast, holding: Callable[[Invitation], FlaskClient]) -> Guests:
    """Return a way to a guest by name, each with a browser of their own."""
    return lambda name: Opened(holding(cast.invitation(name)), f"/i/{cast.invitation(name).public_id}")


@pytest.fixture
def kim(guests: Guests) -> Opened:
    """Return Kim, who opened her link."""
    return guests("Kim")


@pytest.fixture
def priya(guests: Guests) -> Opened:
    """Return Priya, an ordinary guest who opened her link."""
    return guests("Priya")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that a request sends to the database."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
