"""What a log line may hold."""

import json
import logging

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.links.link import Purpose
from coordinator.logs import Lines, Redact, redact

TOKEN = f"{Purpose.INVITATION}_{'x' * 43}"


def test_a_token_never_reaches_a_log() -> None:
    for line in (f"GET /l/{TOKEN} 303", f"token={TOKEN}", f"see http://ground.example/c/cal_{'y' * 43}.ics"):
        assert "xxx" not in redact(line)
        assert "yyy" not in redact(line)


def test_the_address_a_calendar_answers_never_reaches_a_log() -> None:
    for line in (
        "rcpt rsvp+abcdefghijklmnopqrstuvwx",
        "RSVP+ABCDEFGHIJKLMNOPQRSTUVWX@reply.example",
        "rsvp+abcdef2@mx",
    ):
        assert "abcdef" not in redact(line).lower()


def test_an_address_never_reaches_a_log() -> None:
    assert redact("refused for kim@posteo.example: no") == "refused for [redacted]: no"


def test_a_sign_in_link_never_reaches_a_log() -> None:
    assert redact('"GET /sign-in/link/ImFiYyI.sig-na_ture HTTP/1.1" 200') == '"GET /[redacted] HTTP/1.1" 200'


def test_a_line_is_one_json_object_even_with_a_trace() -> None:
    error = ValueError(TOKEN)
    trace = (type(error), error, None)
    record = logging.LogRecord("coordinator", logging.ERROR, "", 1, "broke %s", (TOKEN,), trace)
    Redact().filter(record)
    line = json.loads(Lines().format(record))
    assert line["said"] == "broke [redacted]"
    assert TOKEN not in line["trace"]
    assert "builtins.ValueError" in line["trace"]


def test_nothing_said_in_it_parts_a_line() -> None:
    said = "one\r\ntwo\vthree\x85four\u2028five\u2029{}"
    record = logging.LogRecord("coordinator", logging.INFO, "", 1, "%s", (said,), None)
    line = Lines().format(record)
    assert line.splitlines() == [line]
    assert json.loads(line)["said"] == said


def test_a_trace_says_where_and_what_kind_but_not_what_somebody_typed(app: Flask) -> None:
    words = ["Seven Swans"]
    try:
        _write_twice(words[0])
    except IntegrityError as error:
        record = logging.LogRecord("coordinator", logging.ERROR, "", 1, "broke", (), (type(error), error, None))
        line, error_said = Lines().format(record), str(error)
    assert "IntegrityError" in line
    assert "_write_twice" in line
    assert "Seven Swans" not in line
    assert "Seven Swans" not in error_said.partition("DETAIL:")[0]  # where PostgreSQL itself names the row


def _write_twice(name: str) -> None:
    for _twice in range(2):
        db.session.execute(sa.insert(Account).values(email="kim@posteo.example", name=name))
