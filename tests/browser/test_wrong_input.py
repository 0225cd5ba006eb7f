"""Every form of every door, sent empty, with hostile words and with choices nobody offered.

Each time there is a kind page or a message beside the field, what was typed is still there, and nothing has changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Dialog

from coordinator.database import db
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.test_axe import DOORS, somebody
from tests.browser.ways import People, asked, opens, signed_in
from tests.cast import Cast
from tests.dump import rows_by_table
from tests.events.outlines import OCTOBER, invited, published, span
from tests.promises.crawl import addresses
from tests.promises.people import People as Everybody
from tests.promises.test_get_changes_nothing import ACTS_BY_BUTTON

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> https://evil.example {{ 7*7 }} " + "x" * 900
# Forms that may be sent as they are, each with its reason; nothing changes then.
MAY_BE_EMPTY = {
    "guest.zone": "one of a list is always chosen; it is kept in the browser",
    "guest.ready": "an empty box is the answer 'no'",
    "friend.deletion": "an empty box asks for nothing",
    "host.came": "whoever is left out simply isn't recorded",
    "organiser.reflect": "no tick says nothing about oneself",
}
# How many forms there are at least in the middle of the story.
FORMS = {"anybody": 4, "Kim": 7, "Noor": 2, "Anna": 6, "Sam": 3, "Jo": 1}
# What changes although nothing was accepted.
COUNTS_TRIES = {"sign_in", "device"}
LIST = """() => [...document.forms].map((form, number) => ({
    number, method: form.method, action: form.action,
    fields: [...form.elements].filter(each => each.name && each.type !== "hidden" && each.tagName !== "FIELDSET"
        && each.type !== "submit").map(each => each.name),
    words: [...form.elements].some(each => each.name
        && !["hidden", "submit", "fieldset", "radio", "checkbox", "select-one"].includes(each.type)),
})).filter(form => form.method === "post" && form.fields.length)"""
SEND = """([number, way, words]) => {
    const form = document.forms[number], typed = {};
    for (const each of form.elements) {
        if (!each.name || ["hidden", "submit", "fieldset"].includes(each.type)) continue;
        if (["radio", "checkbox"].includes(each.type)) {
            if (way === "forged") each.value = "evil";
            each.checked = way === "forged" || (way === "hostile" && each === form.elements[each.name][0]);
        } else if (each.tagName === "SELECT") {
            if (way === "forged") { each.append(new Option("evil", "evil")); each.value = "evil"; }
        } else {
            const comesBack = each.type !== "file";  // no page can put a file back where it was chosen
            if (each.tagName === "INPUT") each.type = "text";  // no browser's date picker stands in a program's way
            each.value = way === "hostile" ? words : "";
            if (way === "hostile" && comesBack) typed[each.name] = words;
        }
    }
    HTMLFormElement.prototype.submit.call(form);
    return typed;
}"""
KEPT = """name => [...document.getElementsByName(name)].map(each => each.getAttribute("value") ?? each.value)"""


@dataclass
class Forms:
    """The forms a person finds, each tried once in every way; what went wrong is collected."""

    app: Flask
    person: Person
    tried: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def at(self, path: str) -> None:
        """Try every form of a page."""
        self.person.goes_to(path)
        for form in self.person.page.evaluate(LIST):
            endpoint, fields = self._endpoint(form["action"]), tuple(sorted(set(form["fields"])))
            if (endpoint, fields) not in self.tried:
                self.tried.add((endpoint, fields))
                for way in self._ways(endpoint, has_words=form["words"]):
                    self._send(path, endpoint, form["number"], way)
        # A browser says so when what is no date or number comes back in a field for one; only programs send such.
        noted = ("does not conform", "cannot be parsed")
        self.person.faults = [each for each in self.person.faults if not any(words in each for words in noted)]

    def _ways(self, endpoint: str, *, has_words: bool) -> list[str]:
        """Return how a form can be wrong: pressing a button that is a whole sentence is not."""
        ways = [] if endpoint in ACTS_BY_BUTTON else ["empty", "forged"]
        return [*ways, "hostile"] if has_words else ways

    def _send(self, path: str, endpoint: str, number: int, way: str) -> None:
        """Send a form in one way, and look at what comes of it."""
        self.person.goes_to(path)
        before = self._everything()
        with self.person.page.expect_navigation(wait_until="load") as waiting:
            typed = self.person.page.evaluate(SEND, [number, way, HOSTILE])
        status = waiting.value.status if waiting.value.request.redirected_from is None else 303
        found = [] if self._everything() == before else ["changed something"]
        if not 400 <= status < 500 and endpoint not in MAY_BE_EMPTY:
            found.append(f"got {status}")
        if status == 422:
            found += [f"did not keep {name}" for name in typed if typed[name] not in self._kept(name)]
            found += [] if self.person.page.locator(".alert").count() else ["has no summary of what is wrong"]
        self.faults += [f"{self.person.name}: {endpoint} sent {way} from {path} {each}" for each in found]

    def _kept(self, name: str) -> list[str]:
        kept: list[str] = self.person.page.evaluate(KEPT, name)
        return kept

    def _endpoint(self, action: str) -> str:
        endpoint, _values = self.app.url_map.bind("localhost").match(urlsplit(action).path, method="POST")
        return str(endpoint)

    def _everything(self) -> dict[str, list[str]]:
        db.session.commit()
        return {table: rows for table, rows in rows_by_table().items() if table not in COUNTS_TRIES}


@pytest.fixture
def forms(app: Flask) -> Iterator[Callable[[Person], Forms]]:
    """Return a way to try somebody's forms: no script ever runs in them, and all faults are told together."""
    made: list[Forms] = []

    def of(person: Person) -> Forms:
        made.append(Forms(app, person))
        person.page.on("dialog", lambda dialog: _ran(person, dialog))
        return made[-1]

    yield of
    faults = [fault for each in made for fault in each.faults]
    assert not faults, "\n".join(faults)


def _ran(person: Person, dialog: Dialog) -> None:
    person.faults.append(f"{person.name}: a script ran at {person.page.url}")
    dialog.dismiss()


@pytest.mark.parametrize("name", FORMS)
def test_forms_in_the_middle_of_the_story(
    app: Flask, story: Cast, person: People, forms: Callable[[Person], Forms], name: str
) -> None:
    visitor = somebody(Everybody(app, story), name)
    visitor.audiences = tuple(DOORS[name])
    sitter = person(name, scripts=True)
    sitter.takes_over(visitor.client)
    tries = forms(sitter)
    for path in pages(app, sitter, visitor):
        tries.at(path)
    assert len(tries.tried) >= FORMS[name], "a form that was there has gone"


def pages(app: Flask, sitter: Person, visitor: Any) -> list[str]:
    """Return what a visitor can open by an address."""
    found = [path for _endpoint, path in addresses(app, visitor, "GET")]
    return [path for path in found if _is_page(sitter.fetches(path))]


def _is_page(response: Any) -> bool:
    return bool(response.status == 200 and response.headers.get("content-type", "").startswith("text/html"))


def test_forms_on_the_way_to_hosting(cast: Cast, person: People, forms: Callable[[Person], Forms]) -> None:
    friend = asked(person, "Anna", cast.favour)
    tries = forms(friend)
    friend.presses("I’d be glad to host")
    questions = path_of(friend)
    tries.person.goes_to(questions)
    for number in range(4):
        friend.page.get_by_label("No", exact=True).nth(number).check()
    friend.presses("Continue")
    tries.at(path_of(friend))
    anna = signed_in(person, cast.anna)
    assert cast.hosting
    tries = forms(anna)
    tries.at(f"/host/{cast.hosting.public_id}/events/new")
    tries.at(f"/host/{cast.hosting.public_id}/co-host")


def test_forms_on_the_way_to_a_plan(cast: Cast, person: People, forms: Callable[[Person], Forms]) -> None:
    sam = signed_in(person, cast.sam)
    tries = forms(sam)
    for number in range(1, 5):
        tries.at(f"/start/{number}")
        sam.goes_to(f"/start/{number}")
        sam.chooses("No")
        sam.presses("Continue")
    tries.at("/start/month")
    sam.goes_to("/start/month")
    sam.picks("Month", "February")
    sam.types("Year", "2026")
    sam.presses("Continue")
    tries.at("/start/name")


def test_the_form_for_a_code(cast: Cast, person: People, forms: Callable[[Person], Forms]) -> None:
    assert cast.sam
    sam = person("Sam", scripts=True)
    sam.goes_to("/sign-in")
    sam.types("Your e-mail address", "sam@posteo.example")
    sam.presses("Mail me a code")
    forms(sam).at("/sign-in/code")


def test_forms_about_days(cast: Cast, person: People, forms: Callable[[Person], Forms]) -> None:
    event = published(cast, spans=(span(), span(OCTOBER + timedelta(days=1))))
    kim = opens(person, "Kim", invited(event, "Kim"))
    forms(kim).at(path_of(kim))


def test_forms_of_the_morning_after(story: Cast, site: Site, person: People, forms: Callable[[Person], Forms]) -> None:
    story.takes_place("Sam", "Kim")
    anna = signed_in(person, story.anna)
    forms(anna).at(f"/host/events/{story.event.public_id}/who-came")
    site.clock.move_to(story.event.shared_from)
    sam = signed_in(person, story.sam)
    forms(sam).at("/history")


def path_of(person: Person) -> str:
    """Return where somebody is."""
    return urlsplit(person.page.url).path
