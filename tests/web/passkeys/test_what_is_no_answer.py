"""Whatever else is sent in place of a passkey is refused in the same words, and breaks nothing."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.web.passkeys.conftest import Made, asked, refused

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
