"""Everybody can read and use every page that has an address: axe finds nothing, at two widths, light and dark."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from coordinator.database import db
from tests.browser.looking import look
from tests.browser.person import Person
from tests.cast import Cast
from tests.promises.crawl import Visitor, addresses
from tests.promises.people import People

DOORS = {
    "anybody": {"anybody", "sign_in"},
    "Kim": {"guest"},
    "Noor": {"friend"},
    "Anna": {"host", "account"},
    "Sam": {"organiser", "sign_in", "account"},
    "Jo": {"operator", "account"},
}


@pytest.mark.parametrize("name", DOORS)
def test_every_page_at_a_door(app: Flask, story: Cast, person: Callable[..., Person], name: str) -> None:
    visitor = somebody(People(app, story), name)
    visitor.audiences = tuple(DOORS[name])
    looker = person(name, scripts=True)
    looker.takes_over(visitor.client)
    faults = [fault for page in pages(app, looker, visitor) for fault in look(looker, page)]
    assert not faults, "\n".join(faults)


def somebody(people: People, name: str) -> Visitor:
    """Return one of the people at their door."""
    ways = {"anybody": people.anybody, "Anna": people.host, "Sam": people.organiser, "Jo": people.operator}
    if name == "Noor":
        return people.friend(people.cast.noors_favour)
    return ways[name]() if name in ways else people.guest(name)


def pages(app: Flask, looker: Person, visitor: Visitor) -> Iterator[str]:
    """Go to every page that a visitor can open by its address; a redirection leads to another of them.

    What is not theirs is the same page at every address, so it is looked at once.
    """
    seen = Counter[str]()
    for endpoint, path in list(addresses(app, visitor, "GET")):
        db.session.commit()
        response = looker.fetches(path)
        name = f"{visitor.name.lower()}-{endpoint if response.status != 404 else '404'}"
        seen[name] += 1
        is_page = response.headers.get("content-type", "").startswith("text/html") and response.status // 100 != 3
        if is_page and not (response.status == 404 and seen[name] > 1):
            looker.goes_to(path, response.status)
            yield name if seen[name] == 1 else f"{name}-{seen[name]}"
