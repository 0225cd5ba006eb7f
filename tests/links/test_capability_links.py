"""Capability links: shown once, kept only as a hash, one purpose each, revocable."""

import re
from datetime import timedelta

import pytest

from coordinator.clock import now
from coordinator.database import db
from coordinator.links import link
from coordinator.links.link import TOKEN, Link, Purpose
from tests.cast import Cast
from tests.dump import everything

PAGES = [purpose for purpose in Purpose if purpose is not Purpose.REPLY]


@pytest.mark.parametrize("purpose", PAGES)
def test_a_token_says_what_it_is_for_and_one_expression_finds_it_in_any_log(purpose: Purpose, cast: Cast) -> None:
    token = link.mint(purpose, 1)
    assert token.startswith(f"{purpose.value}_")
    assert re.fullmatch(TOKEN, token)


def test_a_token_lies_nowhere_in_the_database(cast: Cast) -> None:
    tokens = [link.mint(purpose, 7) for purpose in PAGES]
    kept = everything()
    assert not [token for token in tokens if token in kept or token.partition("_")[2] in kept]


def test_no_token_comes_twice(cast: Cast) -> None:
    assert len({link.mint(Purpose.DATA, 1) for _each in range(200)}) == 200


def test_the_number_of_a_link_counts_nothing(cast: Cast) -> None:
    """It stands in a cookie, and two of them must not tell how many were made in between (R3)."""
    for _each in range(20):
        link.mint(Purpose.DATA, 1)
    numbers = [each.id for each in db.session.query(Link).order_by(Link.created_at)]
    assert min(abs(one - other) for one in numbers for other in numbers if one != other) > 1_000_000


def test_a_link_made_anew_switches_the_old_one_off(cast: Cast) -> None:
    old = link.mint(Purpose.DATA, 1)
    new = link.replace(Purpose.DATA, 1)
    assert link.find(old) is None
    assert link.find(new)


def test_links_of_others_and_for_other_purposes_stay(cast: Cast) -> None:
    others = [link.mint(Purpose.DATA, 2), link.mint(Purpose.INVITATION, 1)]
    link.revoke(Purpose.DATA, 1)
    assert all(link.find(token) for token in others)


def test_a_link_ends_when_its_time_is_up(cast: Cast) -> None:
    token = link.mint(Purpose.FIND, 1, expires_at=now() + timedelta(minutes=30))
    assert link.find(token)
    cast.clock.shift(timedelta(minutes=30))
    assert link.find(token) is None


@pytest.mark.parametrize("token", ["", "x", "inv_", "inv_" + "x" * 43, "x" * 10_000, "inv_\x00", "ïnv_ü"])
def test_what_is_no_token_finds_nothing(token: str, cast: Cast) -> None:
    assert link.find(token) is None


def test_addresses_begin_with_the_public_one_and_feeds_look_like_files(cast: Cast) -> None:
    assert link.address("inv_abc") == "http://localhost/l/inv_abc"
    assert link.address("cal_abc") == "http://localhost/c/cal_abc.ics"
