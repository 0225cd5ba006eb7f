"""The demo's pages and every letter, read as everything else is."""

import dataclasses
import socket
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from coordinator.demo import mailbox as kept
from coordinator.demo import starting
from coordinator.languages import CODES
from coordinator.post.letters import LETTERS
from coordinator.post.writing import in_language, write
from coordinator.settings import Settings, Smtp
from tests.browser.looking import SMALL, WIDER
from tests.browser.person import HEIGHTS, NARROW, Person
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


@pytest.mark.parametrize("language", [code for code in CODES if code != "en"])
def test_every_letter_fits_a_phone_in_every_language(site: Site, person: People, language: str) -> None:
    reader, faults = person("Reader", scripts=True), list[str]()
    reader.page.set_viewport_size({"width": NARROW, "height": HEIGHTS[NARROW]})
    for letter in LETTERS:
        reader.page.set_content(write(in_language(letter.example(), language)).html)
        faults += [f"{letter.kind}: {each}" for each in reader.page.evaluate(SMALL)]
        if reader.page.evaluate(WIDER) > 0:
            faults.append(f"{letter.kind}: wider than the screen")
    assert faults == []


def showing(reader: Person, html: str) -> None:
    """Let a reader's browser show a letter at an address of this site."""

    def show(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    reader.page.route("**/letter", show)
