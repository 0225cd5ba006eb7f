"""Requests that no browser of ours sends: each gets a page, none breaks anything and none changes anything."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.invitation import Invitation, Reply
from coordinator.settings import ROOT
from tests.cast import Cast
from tests.dump import rows_by_table
from tests.promises.crawl import LEFT_OUT, Visitor, addresses, audience_of, rules_of
from tests.promises.test_get_changes_nothing import ACTS_BY_BUTTON

Holding = Callable[[Invitation], FlaskClient]
SignIn = Callable[[Account], FlaskClient]
# What stands in an address in place of an id, a token or a number.
NOBODYS = [
    "\0",
    "a\0b",
    "..",
    "../../etc/passwd",
    "%2e%2e",
    "\u202e\u2028",
    "🙂" * 20,
    "' OR 1=1 --",
    "{{7*7}}",
    "a" * 5000,
]
NUMBERS = [0, 2**31, 2**63, 10**40]
# What stands in the place of every word after the question mark.
ASKED = [
    "\0",
    "//evil.example",
    "https://evil.example",
    "9" * 40,
    "x" * 4000,
    "{{7*7}}",
    "<script>",
    "\u202e",
    "-1",
    "é",
]
QUERY = re.compile(r"request\.args(?:\.get\(|\[)\"(\w+)\"")


def test_no_address_breaks_a_page(app: Flask, everybody: list[Visitor]) -> None:
    before, broken = rows_by_table(), []
    adapter = app.url_map.bind("localhost")
    for visitor, method in product(everybody, ("GET", "POST")):
        for rule in rules_of(app, method):
            if not rule.arguments or rule.endpoint in LEFT_OUT or audience_of(rule.endpoint) not in visitor.audiences:
                continue
            for number, odd in enumerate(NOBODYS):
                is_number = "int:" in rule.rule
                values = dict.fromkeys(rule.arguments, NUMBERS[number % len(NUMBERS)] if is_number else odd)
                shown = visitor.client.open(adapter.build(rule.endpoint, values, method=method), method=method)
                if shown.status_code >= 500:
                    broken.append(f"{visitor.name}: {method} {rule.rule} with {odd[:20]!r}")
    assert broken == []
    assert rows_by_table() == before


def words_in_queries() -> list[str]:
    """Return every word that any view looks for after the question mark."""
    files = [*(ROOT / "coordinator" / "web").rglob("*.py")]
    return sorted({word for file in files for word in QUERY.findall(Path(file).read_text())})


def test_no_query_breaks_a_page(app: Flask, everybody: list[Visitor]) -> None:
    words, broken = words_in_queries(), []
    assert {"next", "to", "lang", "year"} <= set(words)
    for visitor in everybody:
        for endpoint, path in list(addresses(app, visitor)):
            for odd in ASKED:
                shown = visitor.client.get(path, query_string=dict.fromkeys(words, odd))
                if shown.status_code >= 500:
                    broken.append(f"{visitor.name}: {endpoint} with {odd[:20]!r}")
                assert "evil.example" not in shown.headers.get("Location", "").partition("?")[0]
    assert broken == []


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL", "Forwarded"])
def test_no_header_brings_another_host_name_into_a_page(header: str, app: Flask, everybody: list[Visitor]) -> None:
    evil = {"Forwarded": "host=evil.example;proto=https", "X-Original-URL": "/operator/?evil.example"}
    for visitor, method in product(everybody, ("GET", "POST")):
        for endpoint, path in list(addresses(app, visitor, method)):
            if method == "POST" and endpoint in ACTS_BY_BUTTON:
                continue
            shown = visitor.client.open(path, method=method, headers={header: evil.get(header, "evil.example")})
            assert b"evil.example" not in shown.data, path
            assert "evil.example" not in str(shown.headers), path
            assert header != "Host" or shown.status_code == 400, path


@pytest.mark.parametrize("asked", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X" * 40])
def test_no_other_method_does_anything(asked: str, app: Flask, everybody: list[Visitor]) -> None:
    before = rows_by_table()
    for visitor in everybody:
        for path in {path for method in ("GET", "POST") for _endpoint, path in addresses(app, visitor, method)}:
            shown = visitor.client.open(path, method=asked, headers={"X-Secret": "seven swans"})
            assert shown.status_code == 405, path
            assert b"seven swans" not in shown.data
    assert rows_by_table() == before


@pytest.mark.parametrize("disguise", ["header", "query", "field"])
def test_a_post_in_disguise_is_what_it_is(disguise: str, app: Flask, everybody: list[Visitor]) -> None:
    """Some frameworks take the method from a header or a field, so that a look could act."""
    before = rows_by_table()
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "POST"}
    for visitor in everybody:
        for _endpoint, path in list(addresses(app, visitor)):
            plain, query = (headers, "") if disguise == "header" else ({}, "?_method=POST&method=DELETE")
            body = {"data": {"_method": "POST", "answer": "yes", "stop": "yes"}} if disguise == "field" else {}
            assert visitor.client.get(path + query, headers=plain, **body).status_code < 500, path  # type: ignore[arg-type]
    assert rows_by_table() == before


FIELD = b'--x\r\nContent-Disposition: form-data; name="answer"\r\n\r\n'
PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
BODIES = {
    "JSON": ("application/json", b'{"answer": "yes", "stop": "yes", "email": "kim@posteo.example"}'),
    "other types": ("application/json", b'{"answer": {"a": 1}, "names": 7, "code": ["\\ud800\\u0000"], "email": null}'),
    "XML": ("text/xml", ENTITY),
    "nothing said": ("", b"answer=yes&stop=yes"),
    "text": ("text/plain", b"answer=yes&stop=yes"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\nanswer=yes\r\n--x--"),
    "a broken boundary": (PARTS, FIELD.removesuffix(b"\r\n")),
    "a part without a name": (PARTS, b"--x\r\nContent-Disposition: form-data\r\n\r\nyes\r\n--x--"),
    "another charset": (f"{PLAIN}; charset=utf-16", "answer=yes".encode("utf-16")),
    "an unknown charset": (f"{PLAIN}; charset=nothing", b"answer=%FF%FE%ED%A0%80"),
    "too many parts": (PARTS, (FIELD + b"1\r\n") * 61 + b"--x--"),
    "more than fits": (PLAIN, b"answer=" + b"y" * 300_000),
    "one field too long": (PARTS, FIELD + b"y" * 90_000),
}  # fmt: skip
MOST_PARTS = 60
TOO_MUCH = {"too many parts", "more than fits", "one field too long"}


@pytest.mark.parametrize("body", sorted(set(BODIES) - TOO_MUCH))
def test_no_body_breaks_a_page_or_is_taken_for_a_form(body: str, app: Flask, everybody: list[Visitor]) -> None:
    before = rows_by_table()
    content_type, data = BODIES[body]
    for visitor in everybody:
        for endpoint, path in list(addresses(app, visitor, "POST")):
            if endpoint not in ACTS_BY_BUTTON:
                shown = visitor.client.post(path, data=data, content_type=content_type)
                assert shown.status_code < 500, f"{visitor.name}: {path}"
    assert rows_by_table() == before


@pytest.mark.parametrize("body", sorted(TOO_MUCH))
def test_what_is_too_much_gets_a_kind_page_at_every_door(body: str, app: Flask, everybody: list[Visitor]) -> None:
    """Guarded against other sites, as it is in earnest, so that every form is read before anything else."""
    app.config["WTF_CSRF_ENABLED"] = True
    before = rows_by_table()
    content_type, data = BODIES[body]
    for visitor in everybody:
        for _endpoint, path in list(addresses(app, visitor, "POST")):
            shown = visitor.client.post(path, data=data, content_type=content_type)
            assert shown.status_code == 413, f"{visitor.name}: {path}"
            assert "more than fits" in shown.text
    assert rows_by_table() == before


def test_the_forms_with_a_file_have_room_for_every_box_ticked(app: Flask, cast: Cast, as_: SignIn) -> None:
    assert app.config["MAX_FORM_PARTS"] == MOST_PARTS
    anna, counted = as_(cast.anna), []
    for page in ("book", "events/new"):
        shown = anna.get(f"/host/{cast.hosting.public_id}/{page}")
        forms = JustHTML(shown.text, sanitize=False).query("form")
        counted += [len(form.query("[name]")) for form in forms if form.query("input[type=file]")]
    assert len(counted) == 2
    assert 20 < max(counted) < MOST_PARTS


@pytest.mark.parametrize("values", [("no", "yes"), ("yes", "no"), ("yes", "yes"), ("", "yes"), ("yes", "maybe")])
def test_of_a_field_that_comes_twice_the_first_counts(values: tuple[str, str], cast: Cast, holding: Holding) -> None:
    """So that nobody upstream reads another answer than the one that is kept, and two are never half of each."""
    assert cast.event
    path = f"/i/{cast.invitation().public_id}/answer"
    shown = holding(cast.invitation()).post(path, data={"answer": list(values), "party": ["1", "2"]})
    kept = db.session.scalars(sa.select(Reply)).all()
    assert shown.status_code == (303 if values[0] else 422)
    assert [(each.answer.value, each.party) for each in kept] == ([(values[0], 1)] if values[0] else [])
