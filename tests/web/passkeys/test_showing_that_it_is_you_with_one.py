"""One of one's own passkeys makes a stale sign-in fresh."""

import json

import sqlalchemy as sa
from time_machine import Traveller

from coordinator.accounts.device import FRESH, Device
from coordinator.database import db
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.web.passkeys.conftest import NOTHING, As, Made, asked, make, only


def test_it_makes_a_stale_sign_in_fresh_on_the_same_browser(made: Made, clock: Traveller) -> None:
    anna, device = made
    clock.shift(FRESH)
    removal = f"/account/passkeys/{only().id}/removal"
    assert anna.get(removal).headers["Location"].startswith("/account/again?next=")
    assert "Use a passkey" in anna.get(f"/account/again?next={removal}").text
    options = asked(anna, "/account/passkeys/proof")
    assert [each["id"] for each in options["allowCredentials"]] == [json.loads(device.answers(options))["id"]]
    done = anna.post(f"/account/passkeys/proof?next={removal}", data={"credential": device.answers(options)})
    assert done.headers["Location"] == removal
    assert anna.get(removal).status_code == 200
    assert db.session.scalars(sa.select(Device)).one().is_kept, "the browser stays as it was"


def test_only_ones_own_makes_it_fresh(cast: Cast, made: Made, as_: As, clock: Traveller) -> None:
    sam = as_(cast.sam)
    assert make(sam, Authenticator()).status_code == 303
    clock.shift(FRESH)
    options = asked(sam, "/account/passkeys/proof")
    refused_here = sam.post("/account/passkeys/proof?next=/history", data={"credential": made[1].answers(options)})
    assert refused_here.status_code == 422
    assert NOTHING in refused_here.text
    assert sam.get("/history.csv").status_code == 303
    assert {row.account_id for row in db.session.scalars(sa.select(Device))} == {cast.anna.id, cast.sam.id}


def test_who_has_none_is_not_offered_it(cast: Cast, as_: As, clock: Traveller) -> None:
    anna = as_(cast.anna)
    clock.shift(FRESH)
    assert "Use a passkey" not in anna.get("/account/again").text
