"""Sam at his door."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.accounts.account import Account
from coordinator.settings import Settings, Smtp
from tests.again import everybody_signs_in_again
from tests.cast import Cast

As = Callable[[Account], FlaskClient]


class Sam:
    """Sam's browser, with what he reads as plain text."""

    def __init__(self, cast: Cast, as_: As) -> None:
        """Sign in."""
        self.cast, self.as_ = cast, as_
        self.comes_back()

    def comes_back(self) -> None:
        """Sign in anew, as everybody has to after two months."""
        self.client = self.as_(self.cast.sam)

    def fetches(self, path: str) -> TestResponse:
        """Sign in once more and open a file."""
        everybody_signs_in_again()
        return self.client.get(path)

    def reads(self, path: str = "/home") -> str:
        """Return a page without its marks around names."""
        page = self.client.get(path, follow_redirects=True)
        assert page.status_code == 200, (path, page.status)
        return plain(page.text)


def plain(html: str) -> str:
    """Return the text of a page as a person reads it: names without their marks, white space as one blank."""
    return " ".join(unescape(html.replace("<bdi>", "").replace("</bdi>", "")).split())


@pytest.fixture
def sam(cast: Cast, as_: As) -> Sam:
    """Return Sam's browser."""
    return Sam(cast, as_)


@pytest.fixture
def mails(app: Flask, settings: Settings) -> None:
    """Let the instance send letters."""
    app.extensions["coordinator_settings"] = replace(settings, smtp=Smtp(host="localhost"))
    app.jinja_env.globals["site"] = replace(app.jinja_env.globals["site"], mails=True)  # type: ignore[type-var]
