"""The demo's pages and every letter, read as everything else is."""

import dataclasses
import socket
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from coordinator.demo import mailbox as kept
from coordinator.demo import starting
from coordinator.post.letters import LETTERS
from coordinator.post.writing import in_language, write
from coordinator.settings import Settings, Smtp
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.ways import People


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings of a demo, with a post office of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return dataclasses.replace(settings, demo=True, smtp=Smtp(host="127.0.0.1", port=port, security="none"))


def test_the_demo(site: Site, person: People, see: Callable[[Person, str], None]) -> None:
    starting.fill()
    somebody = person("Somebody", scripts=True)
    for path in ("/", "/demo/", "/demo/mailbox"):
        somebody.goes_to(path)
        see(somebody, f"demo-{path.rpartition('/')[2] or path.strip('/') or 'front'}")
    latest, *_others = kept.letters()
    somebody.goes_to(f"/demo/mailbox/{latest.key}")
    see(somebody, "demo-letter")


def test_every_letter(site: Site, person: People, see: Callable[[Person, str], None]) -> None:
    reader = person("Reader", scripts=True)
    for letter in LETTERS:
        showing(reader, write(in_language(letter.example(), "en")).html)
        reader.goes_to("/letter")
        see(reader, f"letter-{letter.kind}")


def showing(reader: Person, html: str) -> None:
    """Let a reader's browser show a letter at an address of this site."""

    def show(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    reader.page.route("**/letter", show)
