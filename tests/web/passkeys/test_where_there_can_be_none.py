"""Passkeys belong to one host name: there are none at a number, and none come along to another name."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts import passkey as passkeys
from coordinator.settings import Settings
from tests.cast import Cast
from tests.web.conftest import has
from tests.web.passkeys.conftest import As, Made, enter, refused


@pytest.mark.parametrize("base", ["http://127.0.0.1:5000", "https://192.0.2.7", "https://[2001:db8::7]"])
def test_at_a_number_nothing_speaks_of_passkeys(base: str, app: Flask, cast: Cast, as_: As, settings: Settings) -> None:
    client = app.test_client()
    has(app, replace(settings, public_base_url=base))
    shown = client.get("/sign-in").text
    assert "passkey" not in shown
    assert "<script" not in shown
    assert client.post("/sign-in/passkey/options").status_code == 404
    assert as_(cast.anna).get("/account/passkeys").status_code == 404


def test_one_of_another_host_name_opens_nothing_here_and_says_so(
    app: Flask, made: Made, settings: Settings, client: FlaskClient
) -> None:
    anna, device = made
    has(app, replace(settings, public_base_url="http://ground.localhost"))
    moved = replace(device, host="ground.localhost", origin="http://ground.localhost")
    refused(enter(client, moved))
    assert "It was made for <bdi>localhost</bdi> and doesn’t work" in anna.get("/account/passkeys").text
    assert passkeys.hosts() == {"localhost": 1}


@pytest.mark.parametrize(
    ("base", "origin"),
    [
        ("https://ground.example.org", "https://ground.example.org"),
        ("https://Ground.Example.org:443/", "https://ground.example.org"),
        ("https://ground.example.org:8443", "https://ground.example.org:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:5000", "http://localhost:5000"),
    ],
)
def test_the_origin_is_written_as_browsers_write_it(base: str, origin: str, settings: Settings) -> None:
    assert replace(settings, public_base_url=base).origin == origin


def test_the_host_of_a_request_is_never_believed(made: Made, client: FlaskClient) -> None:
    options = client.post("/sign-in/passkey/options", base_url="http://127.0.0.1").get_json()
    assert options["rpId"] == "localhost"
    liar = replace(made[1], origin="http://127.0.0.1", host="127.0.0.1")
    answer = {"credential": liar.answers(options)}
    assert client.post("/sign-in/passkey", data=answer, base_url="http://127.0.0.1").status_code == 422
