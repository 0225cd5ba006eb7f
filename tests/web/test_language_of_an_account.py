"""An account's language: what its owner last chose, on whichever page, for pages and for letters."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts import inviting, sign_in
from coordinator.accounts.account import Account, by_email
from coordinator.database import db
from tests.cast import Cast

As = Callable[[Account], FlaskClient]


@pytest.mark.parametrize("door", ["/home", "/account", "/account/devices", "/host/", "/operator/"])
def test_every_door_offers_every_language(cast: Cast, as_: As, door: str) -> None:
    assert cast.hosting
    who = {"/host/": cast.anna, "/operator/": cast.jo}.get(door, cast.sam)
    assert as_(who).get(door).text.count('hreflang="') == 5


def test_a_language_chosen_on_a_page_is_that_of_letters_from_the_next_thing_sent(cast: Cast, as_: As) -> None:
    sam = as_(cast.sam)
    sam.get("/home?lang=fr")
    db.session.expire_all()
    assert cast.sam.language == "en"
    sam.post("/account", data={"name": "Sam", "language": "fr", "zone": "Europe/London"})
    db.session.expire_all()
    assert cast.sam.language == "fr"


def test_a_host_needs_no_page_for_it(cast: Cast, as_: As) -> None:
    cast.hosting.confirm_address()
    db.session.commit()
    anna = as_(cast.anna)
    anna.get("/host/?lang=ar")
    anna.post(f"/host/events/{cast.event.public_id}/guests", data={"names": "Ines"})
    db.session.expire_all()
    assert cast.anna.language == "ar"


def test_the_account_page_has_the_last_word(cast: Cast, as_: As) -> None:
    sam = as_(cast.sam)
    sam.get("/home?lang=fr")
    sam.post("/account", data={"name": "Sam", "language": "es", "zone": "Europe/London"})
    assert '<html lang="es"' in sam.get("/account").text
    sam.post("/account", data={"name": "Sam", "language": "es", "zone": "Europe/London"})
    db.session.expire_all()
    assert cast.sam.language == "es"


@pytest.mark.parametrize(("browser", "wanted"), [("de-AT,de;q=0.9,en;q=0.5", "de"), ("nl", "en"), ("", "en")])
def test_somebody_invited_gets_the_language_of_their_browser(browser: str, wanted: str, app: Flask) -> None:
    path = inviting.invite("new@ground.example").removeprefix("http://localhost")
    db.session.commit()
    assert app.test_client().post(path, headers={"Accept-Language": browser}).status_code == 303
    invited = by_email("new@ground.example")
    assert invited
    assert invited.language == wanted


def test_a_language_chosen_once_stays_whatever_browser_somebody_signs_in_with(cast: Cast, app: Flask) -> None:
    cast.sam.language = "fr"
    path = sign_in.link(sign_in.hand(cast.sam)).removeprefix("http://localhost")
    db.session.commit()
    app.test_client().post(path, headers={"Accept-Language": "de"})
    db.session.expire_all()
    assert cast.sam.language == "fr"
