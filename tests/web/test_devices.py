"""Where an account is signed in: every browser is listed, and each can be signed out from any other."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.database import db
from tests.cast import Cast

As = Callable[[Account], FlaskClient]
REMOVAL = re.compile(r'action="(/account/devices/\w{16}/removal)"')
HERE = "/account/devices"


def is_signed_in(client: FlaskClient) -> bool:
    """Say whether a browser is signed in."""
    return client.get(HERE).status_code == 200


@pytest.mark.parametrize("who", ["sam", "anna", "jo"])
def test_everybody_with_an_account_has_the_page(who: str, cast: Cast, as_: As) -> None:
    assert cast.hosting
    client = as_(getattr(cast, who))
    page = client.get(HERE)
    assert page.status_code == 200
    assert "This one" in page.text
    assert (
        'href="/account"'
        in client.get({"sam": "/home", "anna": "/host/", "jo": "/operator/"}[who], follow_redirects=True).text
    )


def test_each_browser_says_since_when_and_when_it_was_used_last(cast: Cast, as_: As, clock: Traveller) -> None:
    old = as_(cast.anna)
    db.session.scalars(sa.select(Device)).one().label = "Firefox · Android"
    clock.shift(timedelta(days=2))
    old.get(HERE)
    clock.shift(timedelta(days=3))
    page = as_(cast.anna).get(HERE).text
    assert page.index("This one") < page.index("Firefox · Android")
    assert "since Monday 7 September, 12:00" in page
    assert "last used on Wednesday 9 September" in page


def test_one_is_signed_out_and_a_second_click_signs_out_no_other(cast: Cast, as_: As) -> None:
    here, one, other = (as_(cast.anna) for _each in range(3))
    first, second = REMOVAL.findall(here.get(HERE).text)
    for _click in range(2):
        assert here.post(first).status_code == 303
    assert [is_signed_in(each) for each in (here, one, other)].count(True) == 2
    assert is_signed_in(here)
    assert second in here.get(HERE).text


def test_all_others_are_signed_out_and_this_one_stays(cast: Cast, as_: As) -> None:
    here, one, other = (as_(cast.anna) for _each in range(3))
    sam = as_(cast.sam)
    for _click in range(2):
        assert here.post("/account/devices/others/removal").headers["Location"] == HERE
    assert [is_signed_in(each) for each in (here, one, other, sam)] == [True, False, False, True]
    assert "Sign out all others" not in here.get(HERE).text


def test_signing_out_everywhere_ends_every_browser(cast: Cast, as_: As) -> None:
    one, other = as_(cast.anna), as_(cast.anna)
    one.post("/account/devices/removal")
    assert not is_signed_in(one)
    assert not is_signed_in(other)


def test_nobody_signs_somebody_else_out_even_by_the_right_mark(cast: Cast, as_: As) -> None:
    anna, sam = as_(cast.anna), as_(cast.sam)
    hers = db.session.scalars(sa.select(Device).where(Device.account_id == cast.anna.id)).one()
    sam.post(f"/account/devices/{hers.mark}/removal")
    sam.post("/account/devices/others/removal")
    assert is_signed_in(anna)


def test_no_key_of_a_browser_is_on_the_page(cast: Cast, as_: As) -> None:
    here, _other = as_(cast.anna), as_(cast.anna)
    page = here.get(HERE).text
    for key in db.session.scalars(sa.select(Device.id)):
        assert key not in page


def test_a_browser_whose_time_is_over_is_not_listed(cast: Cast, as_: As, clock: Traveller) -> None:
    as_(cast.anna)
    clock.shift(timedelta(days=61))
    assert not REMOVAL.findall(as_(cast.anna).get(HERE).text)
