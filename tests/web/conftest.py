"""Rendering single macros and layouts."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template_string

from tests.web.page_kit import page_app


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
