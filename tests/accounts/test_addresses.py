"""Addresses of people: brought to one form, sealed at rest, recognised by fingerprint alone."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import create_app
from coordinator.contact import fingerprint, normal_address
from coordinator.database import db
from coordinator.events.guest import Guest
from coordinator.settings import Settings
from tests.cast import Cast
from tests.dump import everything


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Kim@Posteo.Example ", "kim@posteo.example"),
        ("kim+list@posteo.example", "kim+list@posteo.example"),
        ("jo@bücher.example", "jo@bücher.example"),
    ],
)
def test_an_address_has_one_form(typed: str, normal: str, app: Flask) -> None:
    assert normal_address(typed) == normal


def test_the_same_mailbox_is_recognised_however_it_is_written(app: Flask) -> None:
    same = {fingerprint(each) for each in ("kim@posteo.example", "KIM@Posteo.example", "kim+games@posteo.example")}
    assert len(same) == 1
    assert fingerprint("kim@other.example") not in same


def test_a_guests_address_lies_sealed_in_the_database(cast: Cast) -> None:
    cast.kim.reach_at("kim@posteo.example")
    assert "kim@posteo.example" not in everything()
    assert db.session.scalar(sa.select(Guest.address).where(Guest.id == cast.kim.id)) == "kim@posteo.example"


def test_under_another_key_an_address_is_as_good_as_none(cast: Cast, settings: Settings) -> None:
    cast.kim.reach_at("kim@posteo.example")
    db.session.commit()
    other = create_app(replace(settings, contact_key="another key, which is long enough too"))
    with other.app_context():
        assert db.session.get_one(Guest, 2).address is None
        db.session.remove()
        db.engine.dispose()


def test_a_fingerprint_depends_on_the_instances_pepper(app: Flask, settings: Settings) -> None:
    here = fingerprint("kim@posteo.example")
    other = create_app(replace(settings, stop_pepper="another pepper, which is long enough too"))
    with other.app_context():
        assert fingerprint("kim@posteo.example") != here
