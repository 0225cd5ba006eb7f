"""What every promise stands on: the story in the middle, and its people at their doors."""

from dataclasses import replace

import pytest
from flask import Flask

from coordinator.settings import Settings, Smtp
from tests.cast import Cast
from tests.promises.people import People


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let this site mail, so that everything about letters is on its pages; no test here opens a connection."""
    return replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none"))


@pytest.fixture
def story(cast: Cast) -> Cast:
    """Tell the story until an event is three weeks away: a favour open, mixed answers, Sam coming."""
    assert cast.middle
    return cast


@pytest.fixture
def people(app: Flask, story: Cast) -> People:
    """Return the people of the story at their doors."""
    return People(app, story)
