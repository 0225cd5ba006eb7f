"""Inviting: the operator makes accounts, and nobody is operator and organiser at once."""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.accounts import inviting, sign_in
from coordinator.accounts.account import by_email
from coordinator.database import db
from coordinator.errors import NotPossible
from tests.cast import Cast


def test_an_invited_organiser_signs_in_once_within_a_week(app: Flask, cast: Cast) -> None:
    link = inviting.invite("New.Person@Posteo.example", "New Person")
    db.session.commit()
    account = by_email("new.person@posteo.example")
    assert account
    assert account.may_organise
    assert not account.is_operator
    path = link.removeprefix("http://localhost")
    cast.clock.shift(timedelta(days=6, hours=23))
    assert app.test_client().post(path).status_code == 303
    assert app.test_client().post(path).status_code == 410


def test_an_invitation_ends_after_a_week(app: Flask, cast: Cast) -> None:
    path = inviting.invite("new@posteo.example").removeprefix("http://localhost")
    db.session.commit()
    cast.clock.shift(timedelta(days=7))
    assert app.test_client().get(path).status_code == 410


def test_inviting_twice_makes_one_account_and_keeps_its_name(cast: Cast) -> None:
    inviting.invite("new@posteo.example", "New")
    inviting.invite("NEW@posteo.example")
    account = by_email("new@posteo.example")
    assert account
    assert account.name == "New"


def test_nobody_is_operator_and_organiser(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        inviting.invite(cast.jo.email)
    with pytest.raises(NotPossible):
        inviting.make_operator(cast.sam.email)


@pytest.mark.parametrize("typed", ["anna", "a@b@c.example", ""])
def test_what_is_no_address_makes_no_account(typed: str, cast: Cast) -> None:
    with pytest.raises(ValueError, match="address"):
        inviting.invite(typed)


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("/home", "/home"),
        ("/host/events/x?y=1", "/host/events/x?y=1"),
        ("", ""),
        (None, ""),
        ("home", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x"),
        ("https://evil.example", ""),
        ("/" + "x" * 500, ""),
    ],
)
def test_only_paths_of_this_site_are_gone_to(path: str | None, safe: str) -> None:
    assert sign_in.safe_next(path) == safe


def test_who_lost_the_way_in_is_handed_a_link_and_becomes_nothing_else(app: Flask, cast: Cast) -> None:
    printed = app.test_cli_runner().invoke(args=["link", "Anna.Brandt@posteo.example"])
    assert printed.exit_code == 1, "she has no account yet"
    assert "No account with that address can sign in." in printed.stderr
    anna = cast.anna
    db.session.commit()
    path = app.test_cli_runner().invoke(args=["link", "Anna.Brandt@posteo.example"]).stdout.strip()
    assert app.test_client().post(path.removeprefix("http://localhost")).status_code == 303
    db.session.expire_all()
    assert (anna.may_organise, anna.is_operator) == (False, False)
    anna.is_active = False
    db.session.commit()
    assert app.test_cli_runner().invoke(args=["link", anna.email]).exit_code == 1
