"""Whatever else is sent in place of a passkey is refused in the same words, and breaks nothing."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.authenticator import Answer, Authenticator
from tests.cast import Cast
from tests.web.passkeys.conftest import As, Made, asked, make, refused, to_make

PARTS = ["id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"]
THINGS = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(PARTS), inner),
)


@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=THINGS)
def test_whatever_else_is_sent_is_refused_in_the_same_words(sent: Any, client: FlaskClient) -> None:
    refused(client.post("/sign-in/passkey", data={"credential": json.dumps(sent)}))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("wrong", ["", "AAAA", "é", "W10", "bnVsbA", "eyJjaGFsbGVuZ2UiOiAxfQ", "WyJhIiwg" * 9999])
def test_a_part_that_is_wrong_is_refused_in_the_same_words(part: str, wrong: str, made: Made, app: Flask) -> None:
    client = app.test_client()
    answer = json.loads(made[1].answers(asked(client)))
    answer["response"][part] = wrong
    if wrong or part != "userHandle":
        refused(client.post("/sign-in/passkey", data={"credential": json.dumps(answer)}))


def test_arrays_without_an_end_are_refused_too(client: FlaskClient) -> None:
    refused(client.post("/sign-in/passkey", data={"credential": "[" * 30_000}))


SORTS = ["packed", "tpm", "android-key", "android-safetynet", "apple", "fido-u2f", "none", "odd"]
STATEMENTS: list[Answer] = [
    {},
    {"alg": -7, "sig": b"x"},
    {"alg": -7, "sig": b"x", "x5c": [b"x"]},
    {"alg": "x", "sig": 1, "x5c": 1, "ver": 1, "response": 1, "certInfo": 1, "pubArea": 1},
    {"alg": -65535, "sig": b"", "x5c": [], "ver": "2.0", "response": b"x.y.z", "certInfo": b"x", "pubArea": b"x"},
]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: str(len(statement)))
@pytest.mark.parametrize("sort", SORTS)
def test_a_maker_who_says_odd_things_of_a_device_breaks_nothing(
    sort: str, statement: Answer, cast: Cast, as_: As
) -> None:
    anna = as_(cast.anna)
    made = make(anna, Authenticator(attests=(sort, statement)))
    assert made.status_code == (303 if (sort, statement) == ("none", {}) else 422)


@pytest.mark.parametrize("at", [0, 33, 37, 54, 60, 90, 120, 160, 186])
@pytest.mark.parametrize("kept", ["before", "after"])
def test_what_ends_too_soon_or_begins_too_late_breaks_nothing(at: int, kept: str, cast: Cast, as_: As) -> None:
    anna = as_(cast.anna)
    sent = json.loads(Authenticator().makes(to_make(anna)))
    said = sent["response"]["attestationObject"]
    sent["response"]["attestationObject"] = said[:at] if kept == "before" else said[at + 1 :]
    refused_one = anna.post("/account/passkeys", data={"name": "Phone", "credential": json.dumps(sent)})
    assert refused_one.status_code == 422
