"""The story in the middle with everybody at their doors, as the promises have it."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.promises.conftest import people, settings, story  # noqa: F401 - fixtures
from tests.promises.crawl import Visitor
from tests.promises.people import People


@pytest.fixture
def everybody(app: Flask, story: Cast) -> list[Visitor]:  # noqa: F811 - asked for by its name
    """Return one visitor for each sort of people."""
    return People(app, story).everybody()
