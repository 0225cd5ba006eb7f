"""A passkey is named, and taken away; who has it is told what is left to sign in with."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from time_machine import Traveller

from coordinator import retention
from coordinator.accounts.challenge import SpentChallenge
from coordinator.accounts.device import FRESH
from coordinator.database import db
from coordinator.settings import Settings, Smtp
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.dump import everything
from tests.web.conftest import has
from tests.web.passkeys.conftest import As, Made, make, only


def test_one_is_given_another_name(made: Made) -> None:
    anna, _device = made
    path = f"/account/passkeys/{only().id}"
    assert 'value="My phone"' in anna.get(path).text
    assert anna.post(path, data={"name": " Blue   phone "}).headers["Location"] == "/account/passkeys"
    assert only().name == "Blue phone"
    wrong = anna.post(path, data={"name": "www.evil.example"})
    assert wrong.status_code == 422
    assert 'value="www.evil.example"' in wrong.text
    assert only().name == "Blue phone"


def test_nobody_finds_somebody_elses(cast: Cast, made: Made, as_: As) -> None:
    sam, path = as_(cast.sam), f"/account/passkeys/{only().id}"
    before = everything()
    for where in (path, f"{path}/removal"):
        assert sam.get(where).status_code == 404
        assert sam.post(where, data={"name": "Mine"}).status_code == 404
    assert everything() == before


def test_removing_the_last_one_says_what_is_left(app: Flask, made: Made, settings: Settings) -> None:
    anna, _device = made
    path = f"/account/passkeys/{only().id}/removal"
    assert "this site sends no mail. After that you can only sign in by a link that <bdi>Jo" in anna.get(path).text
    has(app, replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none")))
    assert "After that you sign in by a mailed link or code." in anna.get(path).text
    make(anna, Authenticator(), "Key ring")
    assert "It is the last one" not in anna.get(path).text


def test_removing_one_needs_a_fresh_sign_in(made: Made, clock: Traveller) -> None:
    anna, _device = made
    clock.shift(FRESH)
    path = f"/account/passkeys/{only().id}/removal"
    for method in ("GET", "POST"):
        assert anna.open(path, method=method).headers["Location"].startswith(f"/account/again?next={path}")
    assert only()


def test_what_was_answered_is_forgotten_once_it_cannot_be_answered_again(made: Made, clock: Traveller) -> None:
    assert len(db.session.scalars(sa.select(SpentChallenge)).all()) == 1
    clock.shift(timedelta(minutes=4))
    retention.purge()
    assert len(db.session.scalars(sa.select(SpentChallenge)).all()) == 1
    clock.shift(timedelta(minutes=2))
    retention.purge()
    assert db.session.scalars(sa.select(SpentChallenge)).all() == []
