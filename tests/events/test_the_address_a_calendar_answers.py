"""The address to which a calendar sends its answer: the same for ever, one guest's alone, kept as a hash."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coordinator import instance
from coordinator.consent import deletion
from coordinator.database import db
from coordinator.events import inviting, reply_address
from coordinator.links import link
from coordinator.links.link import Link, Purpose
from tests.cast import Cast
from tests.dump import everything


@pytest.fixture
def cast(app: Flask, cast: Cast) -> Iterator[Cast]:
    """Return the people of a site whose mailbox is read."""
    instance.install(app, replace(instance.settings(), inbound_domain="reply.ground.example"))
    return cast


def test_it_stays_the_same_for_ever(cast: Cast) -> None:
    first = reply_address.of(cast.invitation())
    db.session.commit()
    assert re.fullmatch(r"rsvp\+[a-z2-7]{24}@reply\.ground\.example", first)
    assert reply_address.of(cast.invitation()) == first


def test_each_invitation_has_its_own(cast: Cast) -> None:
    addresses = {reply_address.of(each): each for each in cast.event.invitations}
    assert len(addresses) == len(cast.event.invitations)
    for address, invitation in addresses.items():
        assert reply_address.find(address) is invitation


def test_it_is_found_however_a_program_writes_it(cast: Cast) -> None:
    address = reply_address.of(cast.invitation())
    for written in (address.upper(), address.title(), f" {address}\n", address.partition("@")[0] + "@relay.internal"):
        assert reply_address.find(written) is cast.invitation()


@pytest.mark.parametrize(
    "address", ["", "rsvp+@reply.ground.example", f"rsvp+{'a' * 24}@reply.ground.example", "rsvp@x", "rsvp+ü@x", "\x00"]
)
def test_what_was_never_given_finds_nothing(address: str, cast: Cast) -> None:
    reply_address.of(cast.invitation())
    assert reply_address.find(address) is None


def test_it_lies_nowhere_in_the_database(cast: Cast) -> None:
    token = reply_address.of(cast.invitation())[5:29]
    db.session.commit()
    assert token not in everything()


def test_no_other_link_answers(cast: Cast) -> None:
    other = link.mint(Purpose.INVITATION, cast.invitation().id)
    assert reply_address.find(f"rsvp+{other}@reply.ground.example") is None


def test_it_opens_no_page(app: Flask, cast: Cast) -> None:
    token = reply_address.of(cast.invitation())[5:29]
    db.session.commit()
    for path in (f"/l/{token}", f"/c/{token}.ics"):
        assert app.test_client().get(path).status_code == 404


def test_somebody_off_the_list_answers_nothing_and_back_on_it_has_the_same_address(cast: Cast) -> None:
    address = reply_address.of(cast.invitation("Priya"))
    inviting.withdraw(cast.invitation("Priya"))
    assert reply_address.find(address) is None
    inviting.invite(cast.event, cast.invitation("Priya").guest)
    assert reply_address.find(address) is cast.invitation("Priya")
    assert reply_address.of(cast.invitation("Priya")) == address


def test_a_new_personal_link_ends_it(cast: Cast) -> None:
    inviting.make_link(cast.invitation())
    address = reply_address.of(cast.invitation())
    inviting.make_link(cast.invitation())
    assert reply_address.find(address) is None
    assert reply_address.of(cast.invitation()) != address


def test_it_goes_with_all_that_is_stored(cast: Cast) -> None:
    address = reply_address.of(cast.invitation())
    deletion.delete_all(cast.kim)
    db.session.commit()
    assert reply_address.find(address) is None
    assert db.session.query(Link).filter_by(purpose=Purpose.REPLY).count() == 0


def test_a_number_given_away_again_brings_nobody_an_answer(cast: Cast) -> None:
    """SQLite gives the number of a deleted row to the next."""
    address = reply_address.of(cast.invitation())
    kept = db.session.query(Link).filter_by(purpose=Purpose.REPLY).one()
    kept.subject_id = cast.invitation("Priya").id
    db.session.flush()
    assert reply_address.find(address) is None
