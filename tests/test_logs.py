"""What a log line may hold."""

import json
import logging

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
