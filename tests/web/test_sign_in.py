"""Signing in by mailed link or code: looking changes nothing, one wins, nobody learns who has an account."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator import instance
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.post.outbox import Letter
from coordinator.settings import Settings
from tests.cast import Cast
from tests.dump import everything
from tests.web.race import at_once

As = Callable[[Account], FlaskClient]


def ask(client: FlaskClient, email: str, query: str = "") -> SignIn:
    """Ask for a sign-in and return its row."""
    assert client.post(f"/sign-in{query}", data={"email": email}).status_code == 303
    return latest()


def latest() -> SignIn:
    """Return the sign-in asked for last, by the number of its letter: the clock may stand still."""
    newest = sa.select(Letter).where(Letter.kind == "sign_in").order_by(Letter.id.desc()).limit(1)
    return db.session.get_one(SignIn, db.session.scalars(newest).one().subject_id)


def path_of(row: SignIn) -> str:
    """Return the path of a sign-in's mailed link."""
    return sign_in.link(row).removeprefix("http://localhost")


def test_the_code_signs_in_the_browser_that_asked(cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    done = client.post("/sign-in/code", data={"code": row.code})
    assert done.status_code == 303
    assert client.get("/account/devices").status_code == 200


def test_the_code_is_worth_nothing_in_another_browser(cast: Cast, client: FlaskClient, app: Flask) -> None:
    row = ask(client, cast.anna.email)
    other = app.test_client()
    assert other.post("/sign-in/code", data={"code": row.code}).headers["Location"] == "/sign-in"
    assert other.get("/account/devices").status_code == 303


def test_a_code_may_be_typed_with_blanks_and_is_used_once(cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    typed = f" {row.code[:3]} {row.code[3:]} "
    assert client.post("/sign-in/code", data={"code": typed}).status_code == 303
    client.post("/sign-out")
    with client.session_transaction() as session:
        session["sign_in"] = row.id
    assert client.post("/sign-in/code", data={"code": row.code}).status_code == 422


def test_after_five_wrong_tries_the_right_code_comes_too_late(cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    wrong = f"{(int(row.code) + 1) % 1_000_000:06d}"
    for _each in range(5):
        assert client.post("/sign-in/code", data={"code": wrong}).status_code == 422
    assert client.post("/sign-in/code", data={"code": row.code}).status_code == 422
    assert db.session.get_one(SignIn, row.id).tries == 6


def test_a_wrong_code_does_not_keep_the_owner_out(cast: Cast, client: FlaskClient, app: Flask) -> None:
    row = ask(client, cast.anna.email)
    for _each in range(6):
        client.post("/sign-in/code", data={"code": "000000"})
    assert app.test_client().post(path_of(row)).status_code == 303


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_a_link_changes_nothing(method: str, cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    before = everything()
    for _each in range(5):
        seen = client.open(path_of(row), method=method)
        assert seen.status_code == 200
        assert "device" not in str(seen.headers.getlist("Set-Cookie"))
    assert everything() == before
    assert client.get("/account/devices").status_code == 303


def test_the_link_page_asks_and_its_button_signs_in(cast: Cast, client: FlaskClient, app: Flask) -> None:
    row = ask(client, cast.anna.email)
    browser = app.test_client()
    page = browser.get(path_of(row)).text
    assert cast.anna.email in page
    assert "<script" not in page
    assert browser.post(path_of(row)).status_code == 303
    assert browser.get("/account/devices").status_code == 200


def test_a_link_is_used_once(cast: Cast, client: FlaskClient, app: Flask) -> None:
    row = ask(client, cast.anna.email)
    assert client.post(path_of(row)).status_code == 303
    for method in ("GET", "POST"):
        assert app.test_client().open(path_of(row), method=method).status_code == 410


def test_using_one_sign_in_uses_up_all_others_of_the_account(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    first = path_of(ask(client, cast.anna.email))
    clock.shift(timedelta(minutes=1))
    second = path_of(ask(client, cast.anna.email))
    assert client.post(second).status_code == 303
    assert client.post(first).status_code == 410


def test_link_and_code_end_after_fifteen_minutes(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    row = ask(client, cast.anna.email)
    link, code = path_of(row), row.code
    clock.shift(timedelta(minutes=15))
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422


def test_of_two_that_race_for_a_link_one_wins(cast: Cast, settings: Settings, client: FlaskClient) -> None:
    path = path_of(ask(client, cast.anna.email))
    db.session.commit()
    assert at_once(settings, [(path, {})] * 4) == [303, 410, 410, 410]


def test_known_and_unknown_addresses_are_answered_with_the_same_bytes(cast: Cast, app: Flask) -> None:
    shown = []
    for email in (cast.anna.email, "nobody@posteo.example"):
        client = app.test_client()
        asked = client.post("/sign-in", data={"email": email})
        page = client.get("/sign-in/code")
        wrong = client.post("/sign-in/code", data={"code": "000000"})
        shown.append([_without(email, each.text, each.status_code) for each in (asked, page, wrong)])
    assert shown[0] == shown[1]


def test_known_and_unknown_addresses_write_the_same_rows(cast: Cast, client: FlaskClient) -> None:
    for email in (cast.anna.email, "nobody@posteo.example"):
        rows, letters = _count(SignIn), _count(Letter)
        ask(client, email)
        assert (_count(SignIn), _count(Letter)) == (rows + 1, letters + 1)


def test_a_suspended_account_is_answered_like_an_unknown_one(cast: Cast, client: FlaskClient) -> None:
    cast.anna.is_active = False
    row = ask(client, cast.anna.email)
    assert client.get(path_of(row)).status_code == 410
    assert client.post("/sign-in/code", data={"code": row.code}).status_code == 422


def test_a_sixth_sign_in_in_an_hour_owes_a_letter_that_opens_nothing(cast: Cast, client: FlaskClient) -> None:
    rows = [ask(client, cast.anna.email) for _each in range(5)]
    assert all(row.is_live for row in rows)
    assert client.post("/sign-in", data={"email": cast.anna.email}).status_code == 303
    assert len(db.session.scalars(sa.select(SignIn).where(SignIn.account_id.is_(None))).all()) == 1


def test_the_twenty_first_sign_in_from_one_place_is_too_many(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    for number in range(20):
        assert client.post("/sign-in", data={"email": f"n{number}@posteo.example"}).status_code == 303
    refused = client.post("/sign-in", data={"email": cast.anna.email})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "3600"
    assert "A moment, please" in refused.text
    assert "in 60 minutes" in refused.text
    clock.shift(timedelta(hours=1))
    assert client.post("/sign-in", data={"email": cast.anna.email}).status_code == 303


def test_another_place_may_still_ask_and_the_database_keeps_no_address_of_a_place(cast: Cast, app: Flask) -> None:
    here, there = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.7"}
    neighbour = {"REMOTE_ADDR": "198.51.100.200"}
    client = app.test_client()
    for number in range(20):
        client.post("/sign-in", data={"email": f"n{number}@posteo.example"}, environ_overrides=here)
    for place, status in ((neighbour, 429), (there, 303)):
        assert client.post("/sign-in", data={"email": "x@y.example"}, environ_overrides=place).status_code == status
    assert "198.51.100" not in everything()


def test_fifteen_an_hour_for_one_address_from_everywhere_together(cast: Cast, app: Flask, clock: Traveller) -> None:
    def asked(place: int) -> SignIn:
        network = {"REMOTE_ADDR": f"10.0.{place}.1"}
        assert app.test_client().post("/sign-in", data={"email": cast.anna.email}, environ_overrides=network)
        clock.shift(timedelta(seconds=1))
        return latest()

    rows = [asked(place) for place in range(4) for _four_each in range(4)]
    assert [row.account_id is not None for row in rows] == [True] * 15 + [False]
    first = rows[0]
    assert app.test_client().post(path_of(first)).status_code == 303, "the owner is locked out"


def test_many_who_ask_at_once_are_counted_one_by_one(cast: Cast, settings: Settings, client: FlaskClient) -> None:
    for number in range(17):
        client.post("/sign-in", data={"email": f"n{number}@posteo.example"})
    db.session.commit()
    one_more = ("/sign-in", {"email": "x@y.example"})
    assert at_once(settings, [one_more] * 6) == [303] * 3 + [429] * 3


@pytest.mark.parametrize("whose", ["known", "suspended", "asked for too often"])
def test_every_address_takes_the_same_statements_as_an_unknown_one(whose: str, cast: Cast, app: Flask) -> None:
    if whose == "suspended":
        cast.anna.is_active = False
    if whose == "asked for too often":
        for _each in range(5):
            ask(app.test_client(), cast.anna.email)
    assert _statements(app, cast.anna.email) == _statements(app, "nobody@posteo.example")


def _statements(app: Flask, email: str) -> list[str]:
    """Ask for a sign-in, look at the page and try a wrong code; return what the database was told."""
    told: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    db.session.commit()
    client = app.test_client()
    sa.event.listen(db.engine, "before_cursor_execute", note)
    client.post("/sign-in", data={"email": email})
    client.get("/sign-in/code")
    client.post("/sign-in/code", data={"code": "000000"})
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return told


def test_after_the_key_was_changed_links_and_codes_on_their_way_still_work(
    cast: Cast, app: Flask, settings: Settings
) -> None:
    by_link, by_code = app.test_client(), app.test_client()
    row = ask(by_code, cast.anna.email)
    path, code = path_of(row), row.code
    instance.install(
        app, replace(settings, secret_key="a new secret key, long enough", secret_key_fallbacks=(settings.secret_key,))
    )
    app.config.update(SECRET_KEY="a new secret key, long enough", SECRET_KEY_FALLBACKS=[settings.secret_key])
    assert path_of(latest()) != path, "what is signed now is signed with the old key"
    assert by_link.get(path).status_code == 200
    assert by_code.post("/sign-in/code", data={"code": code}).status_code == 303


def test_with_the_old_key_given_up_nothing_signed_by_it_works(cast: Cast, app: Flask, settings: Settings) -> None:
    row = ask(app.test_client(), cast.anna.email)
    path = path_of(row)
    instance.install(app, replace(settings, secret_key="a new secret key, long enough"))
    assert app.test_client().get(path).status_code == 410


def test_signing_in_gives_a_browser_a_key_that_nobody_knew_before(cast: Cast, app: Flask, client: FlaskClient) -> None:
    """A session that somebody else planted in the browser opens nothing afterwards (session fixation)."""
    planted = {"device": "x" * 43, "held": {"abc": 1}, "csrf_token": "planted", "wanted": "//evil.example"}
    with client.session_transaction() as session:
        session.update(planted)
    done = client.post(path_of(ask(app.test_client(), cast.anna.email)))
    assert "evil" not in done.headers["Location"]
    with client.session_transaction() as session:
        assert set(session) == {"device"}
        assert session["device"] != planted["device"]
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(planted)
    assert thief.get("/account").status_code == 303


def test_no_link_and_no_code_lies_in_the_database(cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    kept = everything()
    assert row.token not in kept
    assert row.code not in re.findall(r"\b\d{6}\b", kept)


def test_signing_in_starts_a_new_session_with_nothing_in_it(cast: Cast, client: FlaskClient) -> None:
    row = ask(client, cast.anna.email)
    with client.session_transaction() as session:
        session["held"] = {"abc": 1}
    client.post(path_of(row))
    with client.session_transaction() as session:
        assert set(session) == {"device"}


def test_signing_out_ends_the_row_so_that_a_copied_cookie_is_worth_nothing(cast: Cast, as_: As, app: Flask) -> None:
    anna = as_(cast.anna)
    with anna.session_transaction() as session:
        key = session["device"]
    anna.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["device"] = key
    assert thief.get("/account/devices").status_code == 303


def test_a_browser_left_alone_for_twelve_hours_is_signed_out(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    client.post(path_of(ask(client, cast.anna.email)))
    clock.shift(timedelta(hours=11, minutes=59))
    assert client.get("/account/devices").status_code == 200
    clock.shift(timedelta(hours=12))
    assert client.get("/account/devices").status_code == 303


def test_a_browser_in_use_stays_signed_in(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    client.post(path_of(ask(client, cast.anna.email)))
    for _time in range(5):
        clock.shift(timedelta(hours=10, minutes=59))
        assert client.get("/account/devices").status_code == 200
    clock.shift(timedelta(hours=12))
    assert client.get("/account/devices").status_code == 303


def test_a_database_that_takes_nothing_can_still_be_read(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    client.post(path_of(ask(client, cast.anna.email)))
    clock.shift(timedelta(hours=2))
    db.session.remove()
    read_only = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET default_transaction_read_only=on"}

    def refuse(connection: Any, _record: object, _proxy: object) -> None:
        connection.cursor().execute(read_only[db.engine.dialect.name])
        connection.commit()

    sa.event.listen(db.engine, "checkout", refuse)
    try:
        assert client.get("/account/devices").status_code == 200
    finally:
        sa.event.remove(db.engine, "checkout", refuse)
        db.session.remove()
        db.engine.dispose()
    clock.shift(timedelta(hours=11))
    assert client.get("/account/devices").status_code == 303, "it was not noted"


def test_no_browser_stays_signed_in_longer_than_sixty_days(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    client.post(path_of(ask(client, cast.anna.email)), data={"keep": "y"})
    for _time in range(3):
        clock.shift(timedelta(days=19))
        assert client.get("/account/devices").status_code == 200
    clock.shift(timedelta(days=4))
    assert client.get("/account/devices").status_code == 303


def test_a_browser_that_is_kept_stays_sixty_days(cast: Cast, client: FlaskClient, clock: Traveller) -> None:
    client.post(path_of(ask(client, cast.anna.email)), data={"keep": "y"})
    clock.shift(timedelta(days=59))
    assert client.get("/account/devices").status_code == 200
    clock.shift(timedelta(days=2))
    assert client.get("/account/devices").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:1",
    ],
)
def test_nobody_is_sent_to_another_site(elsewhere: str, cast: Cast, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": cast.anna.email}, query_string={"next": elsewhere})
    done = client.post(path_of(latest()))
    assert done.headers["Location"].startswith("/")
    assert "evil" not in done.headers["Location"]


def test_after_signing_in_people_get_where_they_wanted(cast: Cast, client: FlaskClient) -> None:
    sent = client.get("/operator/accounts?x=1")
    assert sent.headers["Location"].startswith("/sign-in?next=")
    row = ask(client, cast.jo.email, sent.headers["Location"].removeprefix("/sign-in"))
    assert client.post(path_of(row)).headers["Location"] == "/operator/accounts?x=1"


def test_a_host_proves_her_address_by_signing_in(cast: Cast, client: FlaskClient) -> None:
    cast.hosting.checked_at = None
    client.post(path_of(ask(client, cast.anna.email)))
    db.session.expire_all()
    assert cast.hosting.checked_at is not None


@pytest.mark.usefixtures("mails")
def test_wrong_input_stays_on_the_page_and_changes_nothing(cast: Cast, client: FlaskClient) -> None:
    before = everything()
    shown = client.post("/sign-in", data={"email": "anna at posteo"})
    assert shown.status_code == 422
    assert "anna at posteo" in shown.text
    assert everything() == before


def _without(email: str, text: str, status: int) -> tuple[int, str]:
    return status, re.sub(r'name="csrf_token" value="[^"]+"', "", text.replace(email, "…"))


def _count(table: type[SignIn] | type[Letter] | type[Device]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_no_page_of_the_sign_in_holds_the_code(cast: Cast, client: FlaskClient, tmp_path: Path) -> None:
    row = ask(client, cast.anna.email)
    assert row.code not in client.get("/sign-in/code").text


def test_where_nothing_can_be_mailed_nobody_is_asked_for_an_address(client: FlaskClient) -> None:
    shown = client.get("/sign-in").text
    assert "Mail me a code" not in shown
    assert "Ask Jo Lindqvist, who runs it, for a link to sign in." in shown
