"""Everybody who stands at a door, and every address they can open there.

A new route joins by itself. A route with a parameter that nobody here knows fails the build, as does one that is left
out without a reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from coordinator.web.doors import audience_of

LOOKS = {"GET", "HEAD", "OPTIONS"}

# Routes that no crawl opens, each with its reason.
LEFT_OUT = {
    "static": "files of this project, the same for everybody; tests/web/test_headers.py looks at one",
}


@dataclass(frozen=True, repr=False)
class Seen:
    """What somebody got from one address."""

    who: str
    method: str
    endpoint: str
    path: str
    response: TestResponse

    def __repr__(self) -> str:
        """Name it as a failing test should."""
        return f"{self.who}: {self.method} {self.path} ({self.endpoint})"

    @property
    def bytes(self) -> bytes:
        """Return everything that came over the wire: status, headers with cookies, body."""
        headers = "".join(f"{name}: {value}\n" for name, value in self.response.headers)
        return f"{self.response.status}\n{headers}\n".encode() + bytes(self.response.data)

    @property
    def is_page(self) -> bool:
        """Say whether it is a page to read, and not the way to another."""
        return self.response.mimetype == "text/html" and not 300 <= self.response.status_code < 400


@dataclass
class Visitor:
    """Somebody with a browser, the doors they may stand at, and what their addresses are made of.

    `values` says what to put for each parameter of a route: by endpoint ("links.follow:token") or by name ("event").
    """

    name: str
    client: FlaskClient
    audiences: tuple[str, ...]
    values: dict[str, Callable[[], list[object]]] = field(default_factory=dict)

    def fills(self, rule: Rule) -> list[dict[str, object]]:
        """Return every way to fill a rule's parameters; an unknown one fails the build."""
        names = sorted(rule.arguments)
        choices = [self._values(rule.endpoint, name) for name in names]
        return [dict(zip(names, chosen, strict=True)) for chosen in product(*choices)]

    def _values(self, endpoint: str, name: str) -> list[object]:
        for key in (f"{endpoint}:{name}", name):
            if key in self.values:
                return self.values[key]()
        message = f"tests/promises/people.py does not say what <{name}> of {endpoint} is for {self.name}"
        raise LookupError(message)


def rules_of(app: Flask, method: str) -> list[Rule]:
    """Return every rule of an application that answers to a method, in a fixed order."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def addresses(app: Flask, visitor: Visitor, method: str = "GET") -> Iterator[tuple[str, str]]:
    """Give the endpoint and the path of everything a visitor can reach by a method."""
    adapter = app.url_map.bind("localhost")
    for rule in rules_of(app, method):
        if rule.endpoint not in LEFT_OUT and audience_of(rule.endpoint) in visitor.audiences:
            for values in visitor.fills(rule):
                yield rule.endpoint, adapter.build(rule.endpoint, values, method=method)


def look(app: Flask, *visitors: Visitor, method: str = "GET", query: str = "") -> Iterator[Seen]:
    """Open everything the visitors can reach, by a method that looks."""
    assert method in LOOKS
    for visitor in visitors:
        for endpoint, path in list(addresses(app, visitor, method)):
            response = visitor.client.open(path + query, method=method)
            assert response.status_code < 500, f"{visitor.name}: {method} {path} ({endpoint}) broke"
            yield Seen(visitor.name, method, endpoint, path, response)


def press(app: Flask, *visitors: Visitor, without: set[str] | frozenset[str] = frozenset()) -> Iterator[Seen]:
    """Press every button the visitors can reach, with nothing filled in, but for some endpoints; go where it leads."""
    for visitor in visitors:
        for endpoint, path in list(addresses(app, visitor, "POST")):
            if endpoint not in without:
                response = visitor.client.post(path)
                assert response.status_code < 500, f"{visitor.name}: POST {path} ({endpoint}) broke"
                yield Seen(visitor.name, "POST", endpoint, path, response)
                to = response.location or ""
                if to.startswith("/"):
                    shown = visitor.client.get(to)
                    assert shown.status_code < 500, f"{visitor.name}: GET {to}, where {endpoint} leads, broke"
                    yield Seen(visitor.name, "GET", endpoint, to, shown)
