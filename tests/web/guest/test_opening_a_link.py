"""A guest opens the link they were given: the address bar forgets it, and nobody else gets anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import create_app
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.inviting import AFTER
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.settings import Settings
from tests.browsers import Browser
from tests.cast import Cast
from tests.dump import everything
from tests.web.guest.conftest import Guests, Opened


def test_the_token_is_exchanged_for_a_page_that_only_this_browser_holds(cast: Cast, client: FlaskClient) -> None:
    opened = client.get(cast.link())
    assert opened.status_code == 303
    assert opened.location == f"/i/{cast.invitation().public_id}"
    assert "inv_" not in client.get(opened.location).text


def test_opening_twice_is_the_same_and_changes_no_row(cast: Cast, client: FlaskClient) -> None:
    address = cast.link()
    before = everything()
    assert "Set-Cookie" in client.get(address).headers
    again = client.get(address)
    assert again.status_code == 303
    assert "Set-Cookie" not in again.headers
    assert client.head(address).status_code == 303
    assert everything() == before


def test_a_pasted_address_is_worth_nothing_in_another_browser(kim: Opened, client: FlaskClient) -> None:
    for part in ("", "/answered", "/zone", "/stop", "/data", "/data.json", "/data/deletion", "/event.ics", "/report"):
        assert client.get(kim.path + part).status_code == 404
    assert client.post(kim.path + "/answer", data={"answer": "no"}).status_code == 404


def test_one_link_opens_one_invitation_and_nobody_elses(kim: Opened, priya: Opened) -> None:
    assert kim.browser.get(priya.path).status_code == 404
    with kim.browser.session_transaction() as session:
        mine = session["held"][kim.path.removeprefix("/i/")]
        session["held"] = {priya.path.removeprefix("/i/"): mine}  # as if a cookie could be made up
    assert kim.browser.get(priya.path).status_code == 404
    assert kim.browser.get(priya.path + "/data").status_code == 404


def test_unknown_expired_replaced_and_strange_links_get_the_very_same_answer(cast: Cast, client: FlaskClient) -> None:
    replaced = cast.link()
    cast.link()
    expired = link.mint(Purpose.FIND, cast.kim.id, expires_at=cast.event.starts_at)
    nowhere = link.mint(Purpose.DATA, 4711)
    feed = link.mint(Purpose.CALENDAR, cast.kim.id)
    db.session.commit()
    cast.clock.move_to(cast.event.starts_at)
    tokens = ["inv_" + "x" * 43, "short", expired, nowhere, feed]
    answers = {
        (shown.status_code, shown.data)
        for shown in [client.get(replaced), *(client.get(f"/l/{token}") for token in tokens)]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_a_replaced_link_takes_the_page_from_browsers_that_had_it(cast: Cast, kim: Opened) -> None:
    assert kim.get().status_code == 200
    cast.link()
    assert kim.get().status_code == 404
    assert kim.get("/data").status_code == 404
    assert kim.post("/answer", answer="yes").status_code == 404


def test_whoever_was_taken_off_the_list_finds_nothing(cast: Cast, kim: Opened) -> None:
    inviting.withdraw(cast.invitation())
    db.session.commit()
    assert kim.get().status_code == 404


def test_long_after_the_event_the_link_still_leads_to_what_is_stored(cast: Cast, client: FlaskClient) -> None:
    address = cast.link()
    cast.clock.move_to(cast.event.ends_at + AFTER + timedelta(hours=1))
    opened = client.get(address)
    assert opened.location == f"/i/{cast.invitation().public_id}/data"
    page = client.get(opened.location)
    assert page.status_code == 200
    assert "Back to the invitation" not in page.text
    assert client.get(opened.location.removesuffix("/data")).status_code == 404
    assert client.get(opened.location.replace("/data", "/stop")).status_code == 200


@pytest.mark.parametrize("purpose", [Purpose.DATA, Purpose.FIND])
def test_links_from_a_letter_lead_to_what_is_stored_or_straight_to_the_page_they_name(
    cast: Cast, client: FlaskClient, purpose: Purpose
) -> None:
    token = link.mint(purpose, cast.kim.id)
    db.session.commit()
    page = f"/i/{cast.kim.public_id}"
    assert client.get(f"/l/{token}").location == f"{page}/data"
    assert client.get(f"/l/{token}?to=stop").location == f"{page}/stop"
    assert client.get(f"/l/{token}?to=https://evil.example").location == f"{page}/data"
    for part in ("/data", "/stop", "/report", "/data/deletion", "/subscription", "/data.json"):
        assert client.get(page + part).status_code == 200
    assert client.get(page).status_code == 404


def test_a_letters_link_can_lead_straight_to_leaving(cast: Cast, client: FlaskClient) -> None:
    assert client.get(cast.link() + "?to=stop").location == f"/i/{cast.invitation().public_id}/stop"


def test_links_of_friends_and_hosts_lead_to_their_own_doors(cast: Cast, client: FlaskClient) -> None:
    asked, host = link.mint(Purpose.FAVOUR, cast.noors_favour.id), link.mint(Purpose.HOST, cast.hosting.id)
    db.session.commit()
    assert client.get(f"/l/{asked}").location == f"/ask/{cast.noors_favour.public_id}"
    assert client.get(f"/l/{host}").location == "/host/"


def test_a_browser_holds_ten_pages_and_the_oldest_makes_room(guests: Guests, kim: Opened) -> None:
    with kim.browser.session_transaction() as session:
        mine = session["held"]
        session["held"] = {f"other{number}": 4711 for number in range(9)} | mine
    with kim.browser.session_transaction() as session:
        assert len(session["held"]) == 10
    assert kim.get().status_code == 200


@pytest.fixture
def limited(settings: Settings, cast: Cast) -> Iterator[Flask]:
    """Return the application with its limits on, made last, since limits are one for the process."""
    app = create_app(replace(settings, testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_guessing_is_slowed_down_and_opening_ones_own_link_is_not(limited: Flask, cast: Cast) -> None:
    browser, address = limited.test_client(), cast.link()
    guesses = [browser.get("/l/inv_" + "x" * 43).status_code for _ in range(11)]
    assert guesses == [404] * 10 + [429]
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert limited.test_client().get(address, environ_overrides=elsewhere).status_code == 303


def test_opening_links_is_limited_to_sixty_a_minute(limited: Flask, cast: Cast) -> None:
    browser, address = limited.test_client(), cast.link()
    assert {browser.get(address).status_code for _ in range(60)} == {303}
    assert browser.get(address).status_code == 429


def test_what_was_typed_too_often_can_be_sent_later(limited: Flask, cast: Cast) -> None:
    address, path = cast.link(), f"/i/{cast.invitation().public_id}/report"
    kim = limited.test_client()
    kim.get(address)
    told, ours = {"about": "other"}, {"Sec-Fetch-Site": "same-origin"}
    shown = [kim.post(path, data=told | {"words": f"Number {n}"}, headers=ours) for n in range(6)][-1]
    assert shown.status_code == 429
    assert '<input type="hidden" name="words" value="Number 5">' in shown.text


def test_an_invitation_takes_ten_answers_an_hour_and_strangers_cannot_use_them_up(
    limited: Flask, cast: Cast, holding: Callable[..., FlaskClient]
) -> None:
    address, path = cast.link(), f"/i/{cast.invitation().public_id}/answer"
    stranger, kim = limited.test_client(), limited.test_client()
    kim.get(address)
    assert {stranger.post(path).status_code for _ in range(10)} == {404}
    answers = [kim.post(path, data={"answer": "no"}).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]
    assert kim.post(path.replace("answer", "stop"), data={"stop": "yes"}).status_code == 303
