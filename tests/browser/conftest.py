"""A real Chromium, a real site, and the people, each at a browser of their own."""

import dataclasses
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings, Smtp
from tests.browser.looking import look
from tests.browser.mailbox import Mailbox
from tests.browser.person import Person
from tests.browser.site import Site, line
from tests.browsers import Browser as Alone
from tests.promises.conftest import story

__all__ = ["story"]

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DEBIANS = "/usr/bin/chromium"
PLAYWRIGHTS_OWN = ""
NOT_TESTED = "NOT TESTED: no browser starts here. Install Chromium (Debian: sudo apt install chromium). It said: "


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the one Chromium all tests share; without one the tests are skipped loudly, and fail where CI is set."""
    with sync_playwright() as playwright:
        try:
            browser = _launch(playwright)
        except Error as error:
            sorry = NOT_TESTED + error.message.splitlines()[0]
            (pytest.fail if os.environ.get("CI") else pytest.skip)(sorry)
        yield browser
        browser.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Return a mail server."""
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture
def doorway() -> Iterator[socket.socket]:
    """Return a free port, taken."""
    with line() as bound:
        yield bound


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox, doorway: socket.socket) -> Settings:
    """Return settings for a site that can be reached and that mails."""
    base = f"http://127.0.0.1:{doorway.getsockname()[1]}"
    smtp = Smtp(host="127.0.0.1", port=mailbox.port, security="none")
    return dataclasses.replace(settings, public_base_url=base, smtp=smtp)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Return the application as it is served: with its CSRF tokens, and its own page for what went wrong."""
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = Alone
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def site(app: Flask, doorway: socket.socket, mailbox: Mailbox, clock: time_machine.Traveller) -> Iterator[Site]:
    """Return the site, open; an error behind any page fails the test."""
    site = Site(app, doorway, mailbox, clock)
    yield site
    site.close()
    assert not site.faults, "\n".join(site.faults)


@pytest.fixture
def person(site: Site, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Return a way to sit somebody down at a browser: `person("Kim")` on a phone, `person("Anna", width=DESK)`."""
    people: list[Person] = []

    def sit_down(name: str, **more: object) -> Person:
        people.append(Person(site, chromium, name, **more))  # type: ignore[arg-type]
        return people[-1]

    yield sit_down
    for each in people:
        each.leaves()
    faults = [fault for each in people for fault in each.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def see() -> Iterator[Callable[[Person, str], None]]:
    """Return a way to look hard at the page somebody is at; what is wrong anywhere is told together at the end."""
    faults: list[str] = []
    yield lambda person, name: faults.extend(look(person, name))
    assert not faults, "\n".join(faults)


def _launch(playwright: Playwright) -> Browser:
    """Start the browser set-up found, Debian's, or Playwright's own."""
    found = os.environ.get("CHROMIUM") or (DEBIANS if Path(DEBIANS).exists() else PLAYWRIGHTS_OWN)
    return playwright.chromium.launch(executable_path=found or None, args=ARGUMENTS)
