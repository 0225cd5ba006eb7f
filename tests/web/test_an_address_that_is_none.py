"""An address that is none: said beside the field, what was typed stays, nothing is written."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.settings import Settings, Smtp
from tests.cast import Cast
from tests.dump import everything

NONE = [
    "anna",
    "anna at posteo",
    "anna@",
    "@posteo.example",
    "a@b@c.example",
    "anna@posteo example",
    "x" * 250 + "@a.example",
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings for a site that mails: any other asks nobody for an address."""
    return replace(settings, smtp=Smtp(host="mail.ground.example"))


@pytest.mark.parametrize("typed", NONE)
@pytest.mark.parametrize("page", ["/sign-in", "/find"])
def test_anybody_is_told_beside_the_field(page: str, typed: str, cast: Cast, client: FlaskClient) -> None:
    before = everything()
    shown = client.post(page, data={"email": typed})
    assert shown.status_code == 422
    assert typed in shown.text
    assert 'aria-invalid="true"' in shown.text
    assert everything() == before


def test_the_operator_is_told_beside_the_field(cast: Cast, as_: Callable[[Account], FlaskClient]) -> None:
    jo = as_(cast.jo)
    before = everything()
    shown = jo.post("/operator/accounts", data={"email": "sam at posteo"})
    assert shown.status_code == 422
    assert "sam at posteo" in shown.text
    assert everything() == before
