"""A passkey is made by whoever just signed in, on a device that asks for its owner, for this site alone."""

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from time_machine import Traveller

from coordinator.accounts import passkey as passkeys
from coordinator.accounts.device import FRESH
from coordinator.accounts.passkey import MOST
from coordinator.database import db
from coordinator.post.outbox import Letter
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.web.passkeys.conftest import As, Made, make, only, to_make


def test_it_is_made_on_the_device_and_needs_its_owner_there(cast: Cast, as_: As) -> None:
    options = to_make(as_(cast.anna))
    wanted = {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert options["authenticatorSelection"] == wanted, "no sort of device is preferred"
    assert options["rp"] == {"name": "Common Ground", "id": "localhost"}
    assert options["user"]["name"] == cast.anna.email
    assert options["attestation"] == "none"


def test_it_is_kept_under_its_name_with_the_day(cast: Cast, made: Made) -> None:
    anna, device = made
    found = only()
    assert (found.account_id, found.name, found.host) == (cast.anna.id, "My phone", "localhost")
    assert (found.credential_id, found.made_on, found.used_on) == (device.id, date(2026, 9, 7), None)
    shown = anna.get("/account/passkeys").text
    assert "My phone" in shown
    assert "made on 7 September 2026, not used yet" in shown
    assert "Your passkey is made." in shown


def test_making_one_needs_a_fresh_sign_in_and_leads_back(cast: Cast, as_: As, clock: Traveller) -> None:
    anna, device = as_(cast.anna), Authenticator()
    options = to_make(anna)
    clock.shift(FRESH)
    for path in ("/account/passkeys/options", "/account/passkeys"):
        sent = anna.post(path, data={"name": "Phone", "credential": device.makes(options)})
        assert sent.headers["Location"] == "/account/again?next=/account/passkeys&stopped=1"
    assert passkeys.of(cast.anna.id) == []


def test_a_device_that_has_one_is_named_so_that_it_makes_no_second(made: Made) -> None:
    anna, device = made
    options = to_make(anna)
    assert [each["id"] for each in options["excludeCredentials"]] == [json.loads(device.answers(options))["id"]]


@pytest.mark.parametrize("name", ["", "  ", "see www.evil.example", "x" * 61])
def test_a_name_that_cannot_be_taken_is_said_before_the_device_makes_anything(name: str, cast: Cast, as_: As) -> None:
    refused = as_(cast.anna).post("/account/passkeys/options", data={"name": name})
    assert refused.status_code == 422
    assert refused.get_json()["said"]


def test_ten_are_enough(cast: Cast, as_: As) -> None:
    anna, late = as_(cast.anna), Authenticator()
    options = to_make(anna)
    for _each in range(MOST):
        assert make(anna, Authenticator()).status_code == 303
    refused = anna.post("/account/passkeys/options", data={"name": "Phone"})
    assert (refused.status_code, refused.get_json()["said"][:24]) == (409, "That’s as many as there ")
    late_one = anna.post("/account/passkeys", data={"name": "Phone", "credential": late.makes(options)})
    assert late_one.status_code == 409
    assert len(passkeys.of(cast.anna.id)) == MOST
    assert "Remove one before you make another." in anna.get("/account/passkeys").text


@pytest.mark.parametrize(
    "lies",
    [{"asks": False}, {"origin": "http://evil.example"}, {"origin": "https://localhost"}, {"host": "evil.example"}],
    ids=str,
)
def test_what_a_device_makes_wrongly_is_not_kept(lies: dict[str, Any], cast: Cast, as_: As) -> None:
    anna = as_(cast.anna)
    options = to_make(anna)
    options["rp"]["id"] = lies.get("host", "localhost")
    answer = Authenticator(**lies).makes(options)
    refused = anna.post("/account/passkeys", data={"name": "Phone", "credential": answer})
    assert refused.status_code == 422
    assert "The passkey couldn’t be kept." in refused.text
    assert 'value="Phone"' in refused.text
    assert passkeys.of(cast.anna.id) == []


def test_one_that_was_made_for_somebody_else_is_not_kept(cast: Cast, as_: As) -> None:
    anna, sam = as_(cast.anna), as_(cast.sam)
    options = to_make(anna)
    stolen = Authenticator().makes(options)
    assert sam.post("/account/passkeys", data={"name": "Phone", "credential": stolen}).status_code == 422
    assert anna.post("/account/passkeys", data={"name": "Phone", "credential": stolen}).status_code == 303


def test_one_that_is_somebodys_already_is_not_kept_again(cast: Cast, made: Made, as_: As) -> None:
    _anna, device = made
    assert make(as_(cast.sam), device).status_code == 422
    assert only().account_id == cast.anna.id


def test_what_was_made_is_kept_once_even_after_it_was_removed(cast: Cast, as_: As) -> None:
    anna = as_(cast.anna)
    options = to_make(anna)
    sent = {"name": "Phone", "credential": Authenticator().makes(options)}
    assert anna.post("/account/passkeys", data=sent).status_code == 303
    anna.post(f"/account/passkeys/{only().id}/removal")
    assert anna.post("/account/passkeys", data=sent).status_code == 422
    assert passkeys.of(cast.anna.id) == []


@pytest.mark.usefixtures("mails")
def test_where_letters_are_mailed_nobody_is_told_that_there_are_none(cast: Cast, as_: As) -> None:
    assert as_(cast.anna).get("/account/passkeys/first?next=/host/").headers["Location"] == "/account/passkeys"


@pytest.mark.usefixtures("mails")
def test_the_owner_hears_of_each_that_is_made_or_removed(cast: Cast, made: Made) -> None:
    anna, _device = made
    anna.post(f"/account/passkeys/{only().id}/removal")
    owed = db.session.execute(sa.select(Letter.kind, Letter.subject).order_by(Letter.id)).all()
    me = f"account:{cast.anna.id}"
    assert [tuple(row) for row in owed] == [("passkey_added", me), ("passkey_removed", me)]
