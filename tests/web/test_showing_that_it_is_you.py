"""A fresh sign-in: before what cannot be undone, whoever uses this browser shows once more that it is theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator import instance
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.device import FRESH, Device
from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.post.outbox import Letter
from coordinator.settings import Settings, Smtp
from coordinator.web import page
from tests.cast import Cast
from tests.dump import everything

As = Callable[[Account], FlaskClient]
FILES = ["/history.csv", "/history.json", "/history.ics"]


@pytest.fixture
def mails(app: Flask, settings: Settings) -> None:
    """Let this site mail."""
    _has(app, replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none")))


@pytest.fixture
def stale(cast: Cast, mails: None, as_: As, clock: Traveller) -> FlaskClient:
    """Return Sam's browser half an hour after he signed in; his plan is under way."""
    assert cast.plan
    sam = as_(cast.sam)
    clock.shift(FRESH)
    return sam


def _has(app: Flask, settings: Settings) -> None:
    instance.install(app, settings)
    app.jinja_env.globals["site"] = page.site_of(settings)


def latest() -> SignIn:
    """Return the sign-in asked for last."""
    return db.session.scalars(sa.select(SignIn).order_by(SignIn.created_at)).all()[-1]


@pytest.mark.parametrize("path", FILES)
def test_for_half_an_hour_nobody_is_asked_again(path: str, cast: Cast, as_: As, clock: Traveller) -> None:
    assert cast.plan
    sam = as_(cast.sam)
    clock.shift(FRESH - timedelta(seconds=1))
    assert sam.get(path).status_code == 200


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_ones_own_wants_a_fresh_sign_in(path: str, stale: FlaskClient) -> None:
    sent = stale.get(path)
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/account/again?next=/history"


def test_the_letter_goes_to_the_accounts_own_address_and_nobody_types_one(cast: Cast, stale: FlaskClient) -> None:
    shown = stale.get("/account/again?next=/history").text
    assert cast.sam.email in shown
    assert 'type="email"' not in shown
    asked = stale.post("/account/again?next=/history", data={"email": "mallory@posteo.example"})
    assert asked.headers["Location"] == "/sign-in/code"
    assert (latest().email, latest().account_id) == (cast.sam.email, cast.sam.id)
    assert db.session.scalar(sa.select(Letter.subject).where(Letter.kind == "sign_in")) == f"sign-in:{latest().id}"


def test_the_code_brings_him_back_to_where_he_was_on_the_same_browser(cast: Cast, stale: FlaskClient) -> None:
    before = db.session.scalars(sa.select(Device.id)).all()
    stale.post("/account/again?next=/history")
    done = stale.post("/sign-in/code", data={"code": latest().code})
    assert done.headers["Location"] == "/history"
    after = db.session.scalars(sa.select(Device.id)).all()
    assert len(after) == 1, "the browser is there twice"
    assert after != before, "the key that was there before still opens the account"
    assert stale.get("/history.csv").status_code == 200


def test_the_link_does_so_too(cast: Cast, stale: FlaskClient) -> None:
    stale.post("/account/again?next=/history")
    path = sign_in.link(latest()).removeprefix("http://localhost")
    assert stale.post(path).headers["Location"] == "/history"
    assert len(db.session.scalars(sa.select(Device.id)).all()) == 1
    assert stale.get("/history.csv").status_code == 200


def test_a_browser_that_is_kept_stays_so_and_keeps_what_it_held(cast: Cast, stale: FlaskClient) -> None:
    with stale.session_transaction() as session:
        session["held"] = {"abc": 1}
    stale.post("/account/again")
    stale.post("/sign-in/code", data={"code": latest().code})
    assert db.session.scalars(sa.select(Device)).one().is_kept
    with stale.session_transaction() as session:
        assert session["held"] == {"abc": 1}
        assert "sign_in" not in session


def test_looking_at_the_page_writes_nothing_and_signs_nobody_in(stale: FlaskClient) -> None:
    before = everything()
    for method in ("GET", "HEAD", "OPTIONS"):
        assert stale.open("/account/again?next=/history", method=method).status_code == 200
    assert everything() == before
    assert stale.get("/history.csv").status_code == 303


def test_who_signed_in_just_now_goes_on_at_once_and_to_this_site_alone(cast: Cast, as_: As) -> None:
    sam = as_(cast.sam)
    assert sam.get("/account/again?next=/history").headers["Location"] == "/history"
    assert sam.get("/account/again?next=//evil.example").headers["Location"] == "/home"


def test_signing_in_as_somebody_else_carries_nothing_over_and_ends_the_first(cast: Cast, stale: FlaskClient) -> None:
    with stale.session_transaction() as session:
        session["held"] = {"abc": 1}
    stale.post("/sign-in", data={"email": cast.anna.email})
    stale.post("/sign-in/code", data={"code": latest().code})
    assert [row.account_id for row in db.session.scalars(sa.select(Device))] == [cast.anna.id]
    with stale.session_transaction() as session:
        assert set(session) == {"device"}


def test_asking_too_often_is_said_and_owes_no_letter(cast: Cast, stale: FlaskClient) -> None:
    for _each in range(sign_in.PER_ADDRESS_AND_PLACE):
        assert stale.post("/account/again").status_code == 303
    letters = db.session.scalars(sa.select(Letter.id)).all()
    assert stale.post("/account/again").status_code == 429
    assert db.session.scalars(sa.select(Letter.id)).all() == letters


def test_without_mail_the_page_says_whom_to_ask_and_a_link_of_theirs_leads_back(
    app: Flask, cast: Cast, stale: FlaskClient, settings: Settings
) -> None:
    _has(app, settings)
    shown = stale.get("/account/again?next=/history").text
    assert "Jo Lindqvist" in shown
    assert "Mail me a code" not in shown
    assert stale.post("/account/again?next=/history").status_code == 200
    assert db.session.scalars(sa.select(SignIn)).all() == []
    handed = sign_in.link(sign_in.hand(cast.sam)).removeprefix("http://localhost")
    db.session.commit()
    assert stale.post(handed).headers["Location"] == "/history"


def test_nobody_who_is_not_signed_in_finds_an_address_there(cast: Cast, client: FlaskClient) -> None:
    assert client.get("/account/again").headers["Location"].startswith("/sign-in")
    assert client.post("/account/again").headers["Location"] == "/sign-in"


def test_a_form_that_was_stopped_says_so(app: Flask, cast: Cast, stale: FlaskClient) -> None:
    from coordinator.web import visitor  # noqa: PLC0415 - inside, as the views of a door have it

    with app.test_request_context("/account/again", method="POST"):
        app.preprocess_request()
    stopped = visitor.fresh(lambda: "done")
    with app.test_request_context("/account/devices/1/removal", method="POST"):
        assert stopped().headers["Location"] == "/account/again?next=/account/devices&stopped=1"
    assert "was not done yet" in stale.get("/account/again?next=/account/devices&stopped=1").text
