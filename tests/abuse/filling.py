"""Forms as another parser finds them on pages, filled in and sent: every field for words gets hostile ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from flask import Flask
from justhtml import JustHTML
from werkzeug.test import TestResponse

from tests.promises.crawl import Visitor, addresses

WORDS = {"text", "email", "search", "tel", "url", "password", "number", "date", "time"}
CHOSEN = ("yes", "one", "link", "new", "words", "public", "games")  # what is chosen, where one of them is there
PLAIN = {
    "email": "robin@posteo.example", "number": "6", "date": "2026-10-20", "time": "18:30", "text": "Robin",
    "until": "21:30", "code": "123456",
}  # fmt: skip
STEPS = 3  # what is typed in the place of words that are refused
ROUNDS = 6  # how often a form is sent


@dataclass
class Form:
    """One form of a page: what stands in it already, and the fields that take words, each with its kind."""

    page: str
    action: str
    endpoint: str
    given: list[tuple[str, str]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    there: dict[str, str] = field(default_factory=dict)
    parts: bool = False  # sent as multipart/form-data

    def send(self, visitor: Visitor, typed: dict[str, str]) -> TestResponse:
        """Send it as a browser does, or with halves of surrogate pairs, as only programs can."""
        pairs = [*self.given, *typed.items()]
        if self.parts:
            return visitor.client.post(self.action, data=dict(pairs), content_type="multipart/form-data")
        body = urlencode(pairs, errors="surrogatepass").encode()
        return visitor.client.post(self.action, data=body, content_type="application/x-www-form-urlencoded")


@dataclass
class Filling:
    """Who filled in what: for each field whether its hostile words were kept by the page that took them."""

    app: Flask
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    answers: list[tuple[str, TestResponse]] = field(default_factory=list)

    def fill(self, visitor: Visitor, form: Form, draw: Callable[[], str]) -> None:
        """Send a form; what a page refuses is typed less wildly, then as it stood there, then plainly."""
        typed = {name: draw() for name in form.words}
        left = {name: self._calmer(form, name) for name in form.words}
        status = 0
        for _round in range(ROUNDS):
            shown = form.send(visitor, typed)
            status = shown.status_code
            self.answers.append((f"{visitor.name}: {form.endpoint} {typed}", shown))
            if status != 422:
                break
            refused = {name for each in forms_in(shown.text, form.page, self.app) for name in each.refused}
            typed |= {name: left[name].pop(0) for name in (refused & set(left)) or left if left[name]}
        for name, steps in left.items():
            is_hostile = len(steps) >= STEPS - 1 and status < 400
            self.taken[form.endpoint, name] = self.taken.get((form.endpoint, name), 0) + is_hostile

    def _calmer(self, form: Form, name: str) -> list[str]:
        """Return what is typed into a field when its first words are refused; the first of them is hostile still."""
        number = len(self.answers) + len(name)
        letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
        calm = f"Ro\u202ebin\u200b O\u2019{letters}\x85"
        return [calm, form.there[name], plain(name, form.words[name])]

    def by_name(self) -> Counter[str]:
        """Return how often each field kept hostile words, whatever form it stands in."""
        return sum((Counter({name: times}) for (_endpoint, name), times in self.taken.items()), Counter())


@dataclass
class Found(Form):
    """A form as it came back, with the names of what was refused."""

    refused: list[str] = field(default_factory=list)


def plain(name: str, kind: str) -> str:
    """Return what anybody could type."""
    return PLAIN.get(name, "2026" if name == "year" else PLAIN.get(kind, "Robin"))


def forms_of(app: Flask, visitor: Visitor) -> Iterator[Form]:
    """Give each form with a field for words that a visitor finds, once for each place it is sent to."""
    seen = set()
    for _endpoint, path in list(addresses(app, visitor)):
        shown = visitor.client.get(path)
        if shown.mimetype == "text/html" and shown.status_code == 200:
            for form in forms_in(shown.text, path, app):
                key = (form.endpoint, tuple(sorted(form.words)))
                if form.words and key not in seen:
                    seen.add(key)
                    yield form


def forms_in(page: str, path: str, app: Flask) -> Iterator[Found]:
    """Give every form of a page that is posted, as it would be sent with nothing touched but what must be chosen."""
    adapter = app.url_map.bind("localhost")
    for element in JustHTML(page, sanitize=False).query("form"):
        attrs = element.attrs or {}
        if (attrs.get("method") or "").lower() == "post":
            action = attrs.get("action") or path
            endpoint, _values = adapter.match(urlsplit(action).path, method="POST")
            form = Found(path, action, str(endpoint), parts="multipart" in (attrs.get("enctype") or ""))
            _read(form, element)
            yield form


def _read(form: Found, element: object) -> None:
    radios: dict[str, list[tuple[str, bool]]] = {}
    for each in element.query("input, textarea, select"):  # type: ignore[attr-defined]
        name, kind, value = each.attrs.get("name"), each.attrs.get("type", "text"), each.attrs.get("value") or ""
        if each.name != "input":
            kind = each.name
        if not name or kind in {"file", "submit"} or name == "csrf_token":
            continue
        if kind == "radio":
            radios.setdefault(name, []).append((value, "checked" in each.attrs))
        elif kind == "checkbox":
            form.given += [(name, value or "y")] if "checked" in each.attrs else []
        elif kind == "select":
            options = each.query("option")
            chosen = [one for one in options if "selected" in one.attrs] or options[:1]
            form.given += [(name, one.attrs.get("value") or "") for one in chosen]
        elif kind == "hidden":
            form.given.append((name, value))
        elif kind == "textarea" or kind in WORDS:
            form.words[name] = kind
            form.there[name] = each.to_text().strip() if kind == "textarea" else value
            form.refused += [name] if each.attrs.get("aria-invalid") else []
    for name, choices in radios.items():
        values = [value for value, _checked in choices]
        checked = [value for value, is_checked in choices if is_checked]
        form.given.append((name, (checked or [one for one in CHOSEN if one in values] or values)[0]))
