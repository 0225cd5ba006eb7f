"""A site with other settings, and single macros and layouts."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, render_template_string

from coordinator import instance
from coordinator.settings import Settings, Smtp
from coordinator.web.page import site_of
from tests.web.page_kit import page_app


def has(app: Flask, settings: Settings) -> None:
    """Give a site other settings."""
    instance.install(app, settings)
    app.jinja_env.globals["site"] = site_of(settings)


@pytest.fixture
def mails(app: Flask, settings: Settings) -> None:
    """Let this site mail."""
    has(app, replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none")))


@pytest.fixture
def page() -> Iterator[Flask]:
    """Stand inside a request of the tiny application."""
    app = page_app()
    with app.test_request_context("/", method="POST"):
        yield app


@pytest.fixture
def render(page: Flask) -> Callable[..., str]:
    """Render a template text."""
    return render_template_string
