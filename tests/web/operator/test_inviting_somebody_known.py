"""An operator invites organisers, and never gets a link into an account that is in use."""

from collections.abc import Callable

from flask.testing import FlaskClient

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.database import db
from tests.cast import Cast

As = Callable[[Account], FlaskClient]


def test_no_link_into_somebodys_account_is_shown(cast: Cast, as_: As) -> None:
    cast.anna.verified_at = clock.now()
    db.session.commit()
    page = as_(cast.jo).post("/operator/accounts", data={"email": cast.anna.email})
    assert page.status_code == 200
    assert "/sign-in/link/" not in page.text
    assert "They can organise now." in page.text
    db.session.expire_all()
    assert cast.anna.may_organise


def test_who_never_signed_in_gets_a_new_link(cast: Cast, as_: As) -> None:
    for _time in range(2):
        page = as_(cast.jo).post("/operator/accounts", data={"email": "new@ground.example"})
        assert page.text.count("/sign-in/link/") == 1
