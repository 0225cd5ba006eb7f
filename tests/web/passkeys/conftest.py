"""Devices with passkeys, and a site to use them at."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.accounts.account import Account
from coordinator.accounts.passkey import Passkey
from coordinator.database import db
from tests.authenticator import Answer, Authenticator
from tests.cast import Cast

As = Callable[[Account], FlaskClient]
NOTHING = "That passkey opens nothing here."
Made = tuple[FlaskClient, Authenticator]


@pytest.fixture
def made(cast: Cast, as_: As) -> Made:
    """Return Anna's browser, and the device on which she made a passkey."""
    anna, device = as_(cast.anna), Authenticator()
    assert make(anna, device).status_code == 303
    return anna, device


def to_make(client: FlaskClient, name: str = "My phone") -> Answer:
    """Return what the browser is asked to make."""
    found: Answer = client.post("/account/passkeys/options", data={"name": name}).get_json()
    return found


def make(client: FlaskClient, device: Authenticator, name: str = "My phone") -> TestResponse:
    """Make a passkey as the page does."""
    options = to_make(client, name)
    return client.post("/account/passkeys", data={"name": name, "credential": device.makes(options)})


def asked(client: FlaskClient, at: str = "/sign-in/passkey") -> Answer:
    """Return what the browser is asked."""
    found: Answer = client.post(f"{at}/options").get_json()
    return found


def enter(client: FlaskClient, device: Authenticator, path: str = "/sign-in/passkey") -> TestResponse:
    """Sign in with a passkey as the page does."""
    return client.post(path, data={"credential": device.answers(asked(client))})


def is_in(client: FlaskClient) -> bool:
    """Say whether somebody is signed in."""
    return client.get("/account/passkeys").status_code == 200


def only() -> Passkey:
    """Return the one passkey there is."""
    return db.session.scalars(sa.select(Passkey)).one()


def refused(response: TestResponse) -> str:
    """Return the page that refuses a passkey, without what differs each time."""
    assert response.status_code == 422
    assert NOTHING in response.text
    return response.text.partition('name="csrf_token"')[0]
