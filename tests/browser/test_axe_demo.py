"""The demo's pages and every kind of letter in it, read as everything else is."""

import dataclasses
import socket
from collections.abc import Callable

import pytest

from coordinator.demo import mailbox as kept
from coordinator.demo import starting
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


def test_the_demo_and_its_letters(site: Site, person: People, see: Callable[[Person, str], None]) -> None:
    starting.fill()
    somebody = person("Somebody", scripts=True)
    for path in ("/", "/demo/", "/demo/mailbox"):
        somebody.goes_to(path)
        see(somebody, f"demo-{path.rpartition('/')[2] or path.strip('/') or 'front'}")
    letters = {letter.message["Subject"].split()[0]: letter for letter in kept.letters()}
    for letter in letters.values():
        somebody.goes_to(f"/demo/mailbox/{letter.key}/html")
        see(somebody, f"letter-{letter.key[-6:]}")
    somebody.goes_to(f"/demo/mailbox/{letter.key}")
    see(somebody, "demo-letter")
