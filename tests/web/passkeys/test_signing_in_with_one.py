"""A passkey signs in without an address; what is wrong with one nobody learns, and an answer counts once."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator import create_app
from coordinator.accounts.challenge import SpentChallenge
from coordinator.database import db
from coordinator.settings import Settings
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.web.conftest import has
from tests.web.passkeys.conftest import As, Made, asked, enter, is_in, make, only, refused


@pytest.fixture
def served(settings: Settings) -> Iterator[Flask]:
    """Return the application as it is served, to several at once and with its limits."""
    app = create_app(replace(settings, testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_it_signs_in_on_another_browser_without_an_address(made: Made, client: FlaskClient, clock: Traveller) -> None:
    _anna, device = made
    clock.shift(timedelta(days=3))
    assert "allowCredentials" not in asked(client) or asked(client)["allowCredentials"] == []
    done = enter(client, device)
    assert (done.status_code, done.headers["Location"]) == (303, "/host/")
    assert is_in(client)
    assert only().used_on == date(2026, 9, 10)


def test_it_leads_on_to_where_somebody_wanted_and_nowhere_else(made: Made, app: Flask) -> None:
    _anna, device = made
    shown = app.test_client().get("/sign-in?next=/account/passkeys").text
    assert 'action="/sign-in/passkey?next=/account/passkeys"' in shown
    assert enter(app.test_client(), device, "/sign-in/passkey?next=/devices").headers["Location"] == "/devices"
    assert enter(app.test_client(), device, "/sign-in/passkey?next=//evil.example").headers["Location"] == "/host/"


def test_it_begins_a_new_session_with_nothing_in_it(made: Made, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["held"] = {"abc": 1}
    enter(client, made[1])
    with client.session_transaction() as session:
        assert set(session) == {"device"}


def test_it_does_not_prove_the_address(cast: Cast, client: FlaskClient, as_: As) -> None:
    cast.hosting.checked_at = None
    cast.anna.verified_at = None
    device = Authenticator()
    make(as_(cast.anna), device)
    enter(client, device)
    db.session.expire_all()
    assert is_in(client)
    assert (cast.hosting.checked_at, cast.anna.verified_at) == (None, None)


def test_every_refusal_is_the_same_to_the_byte(cast: Cast, made: Made, app: Flask) -> None:
    _anna, device = made
    seen = {
        refused(enter(app.test_client(), replace(device, **lie)))
        for lie in (
            {"id": b"unknown"},
            {"key": Authenticator().key},
            {"handle": b"somebody else's"},
            {"handle": b""},
            {"asks": False},
            {"origin": "http://evil.example"},
            {"origin": "http://localhost:81"},
            {"host": "evil.example"},
        )
    }
    cast.anna.is_active = False
    seen.add(refused(enter(app.test_client(), device)))
    cast.anna.is_active = True
    seen.add(refused(app.test_client().post("/sign-in/passkey")))
    assert len(seen) == 1
    assert enter(app.test_client(), device).status_code == 303, "the same device, telling the truth"


def test_an_answer_counts_once_whoever_brings_it(made: Made, client: FlaskClient, app: Flask) -> None:
    _anna, device = made
    answer = device.answers(asked(client))
    with client.session_transaction() as session:
        kept = dict(session)
    other = app.test_client()
    asked(other)
    refused(other.post("/sign-in/passkey", data={"credential": answer}))  # it was given to another browser
    assert client.post("/sign-in/passkey", data={"credential": answer}).status_code == 303
    client.post("/sign-out")
    with client.session_transaction() as session:
        session.update(kept)  # the cookie as it was before, put back by hand
    refused(client.post("/sign-in/passkey", data={"credential": answer}))
    assert not is_in(client)


def test_what_was_refused_cannot_be_tried_again_with_the_same_challenge(made: Made, client: FlaskClient) -> None:
    _anna, device = made
    options = asked(client)
    refused(client.post("/sign-in/passkey", data={"credential": replace(device, asks=False).answers(options)}))
    refused(client.post("/sign-in/passkey", data={"credential": device.answers(options)}))


def test_a_challenge_is_for_one_purpose(cast: Cast, made: Made) -> None:
    anna, device = made
    for_sign_in, for_proof = asked(anna), asked(anna, "/account/passkeys/proof")
    assert anna.post("/account/passkeys/proof", data={"credential": device.answers(for_sign_in)}).status_code == 422
    assert anna.post("/sign-in/passkey", data={"credential": device.answers(for_proof)}).status_code == 422


def test_after_five_minutes_it_is_said_that_it_took_too_long(made: Made, client: FlaskClient, clock: Traveller) -> None:
    _anna, device = made
    options = asked(client)
    clock.shift(timedelta(minutes=5, seconds=1))
    late = client.post("/sign-in/passkey", data={"credential": device.answers(options)})
    assert late.status_code == 422
    assert "That took more than five minutes." in late.text
    assert not is_in(client)


def test_a_challenge_of_ones_own_making_is_none(made: Made, client: FlaskClient) -> None:
    options = asked(client) | {"challenge": "bWFkZSB1cA"}
    refused(client.post("/sign-in/passkey", data={"credential": made[1].answers(options)}))
    assert db.session.scalars(sa.select(SpentChallenge)).all() != []  # of the making alone
    assert len(db.session.scalars(sa.select(SpentChallenge)).all()) == 1


def test_a_device_that_counts_must_count_upwards(made: Made, app: Flask) -> None:
    _anna, device = made
    device.counts = True
    assert enter(app.test_client(), device).status_code == 303
    assert only().sign_count == 1
    copy = replace(device, used=0)
    refused(enter(app.test_client(), copy))
    device.used = 2**32 - 2
    assert enter(app.test_client(), device).status_code == 303
    assert only().sign_count == 2**32 - 1


def test_a_device_that_never_counts_can_be_used_again_and_again(made: Made, app: Flask) -> None:
    for _time in range(3):
        assert enter(app.test_client(), made[1]).status_code == 303


def test_one_that_was_removed_opens_nothing(made: Made, client: FlaskClient) -> None:
    anna, device = made
    assert anna.post(f"/account/passkeys/{only().id}/removal").status_code == 303
    refused(enter(client, device))


def test_what_is_answered_after_the_secret_key_changed_still_counts(
    app: Flask, made: Made, client: FlaskClient, settings: Settings
) -> None:
    options = asked(client)
    old = settings.secret_key
    has(app, replace(settings, secret_key="another key that is long enough", secret_key_fallbacks=(old,)))
    app.config.update(SECRET_KEY="another key that is long enough", SECRET_KEY_FALLBACKS=[old])
    done = client.post("/sign-in/passkey", data={"credential": made[1].answers(options)})
    assert done.status_code == 303


def test_too_many_wrong_tries_from_one_place_have_to_wait_and_right_ones_count_for_none(
    made: Made, served: Flask
) -> None:
    _anna, device = made
    db.session.commit()
    for _time in range(25):
        assert enter(served.test_client(), device).status_code == 303
    for _time in range(20):
        assert served.test_client().post("/sign-in/passkey").status_code == 422
    waits = served.test_client().post("/sign-in/passkey")
    assert waits.status_code == 429
    assert "A moment, please" in waits.text


def test_of_four_that_bring_the_same_answer_at_once_one_comes_in(made: Made, served: Flask) -> None:
    _anna, device = made
    db.session.commit()
    first = served.test_client()
    answer = device.answers(asked(first))
    with first.session_transaction() as session:
        kept = dict(session)
    start, answers = threading.Barrier(4), []

    def bring() -> None:
        browser = served.test_client()
        with browser.session_transaction() as session:
            session.update(kept)
        start.wait()
        answers.append(browser.post("/sign-in/passkey", data={"credential": answer}).status_code)

    threads = [threading.Thread(target=bring) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [303, 422, 422, 422]
