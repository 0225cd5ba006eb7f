"""Everybody else gets the same 404, and who is not signed in is sent to sign in."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.plans import cohosting
from tests.cast import Cast


def addresses(event: Event) -> list[str]:
    """Return addresses of one event that answer to a look."""
    hosting, invitation = event.hosting, event.invitations[1]
    return [
        f"/host/events/{event.public_id}",
        f"/host/events/{event.public_id}/edit",
        f"/host/events/{event.public_id}/guests",
        f"/host/events/{event.public_id}/cancellation",
        f"/host/events/{event.public_id}/who-came",
        f"/host/guests/{invitation.guest.public_id}",
        f"/host/{hosting.public_id}/book",
        f"/host/{hosting.public_id}/events/new",
        f"/host/{hosting.public_id}/leave-out",
        f"/host/{hosting.public_id}/step-back",
        f"/host/{hosting.public_id}/co-host",
    ]


def posts(event: Event) -> list[str]:
    """Return addresses of one event that act."""
    hosting, invitation = event.hosting, event.invitations[1]
    return [
        f"/host/events/{event.public_id}/guests",
        f"/host/events/{event.public_id}/links",
        f"/host/events/{event.public_id}/day",
        f"/host/events/{event.public_id}/again",
        f"/host/events/{event.public_id}/cancellation",
        f"/host/invitations/{invitation.public_id}/link",
        f"/host/invitations/{invitation.public_id}/letter",
        f"/host/invitations/{invitation.public_id}/withdrawal",
        f"/host/guests/{invitation.guest.public_id}/removal",
        f"/host/{hosting.public_id}/events",
        f"/host/{hosting.public_id}/events/check",
        f"/host/{hosting.public_id}/step-back",
    ]


@pytest.mark.parametrize("who", ["sam", "zed", "jo"])
def test_nobody_else_finds_anything(cast: Cast, event: Event, as_: Callable[[Account], FlaskClient], who: str) -> None:
    zed = Account(email="zed@posteo.example", name="Zed", zone="Europe/London")
    db.session.add(zed)
    db.session.commit()
    stranger = as_({"sam": cast.sam, "zed": zed, "jo": cast.jo}[who])
    unknown = stranger.get("/host/events/nothing-of-that")
    assert unknown.status_code == 404
    for address in addresses(event):
        found = stranger.get(address)
        assert (found.status_code, found.data) == (404, unknown.data)
    for address in posts(event):
        assert stranger.post(address).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(client: FlaskClient, event: Event) -> None:
    for address in addresses(event):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")
    for address in posts(event):
        assert client.post(address).location == "/sign-in"


def test_a_cohost_finds_everything(cast: Cast, event: Event, as_: Callable[[Account], FlaskClient]) -> None:
    cohosting.share(cast.hosting, cast.anna, "bea@posteo.example", "Bea")
    db.session.commit()
    bea = as_(db.session.get_one(Account, cast.hosting.cohost_account_id))
    for address in addresses(event):
        assert bea.get(address).status_code == 200
    assert "You are <bdi>Bea</bdi>, the host." in bea.get(addresses(event)[0]).text


def test_the_organiser_can_not_host_along(cast: Cast, anna: FlaskClient) -> None:
    page = anna.post(f"/host/{cast.hosting.public_id}/co-host", data={"name": "Sam", "email": cast.sam.email})
    assert page.status_code == 422
    assert "That person can’t host this." in page.text
    db.session.expire_all()
    assert cast.hosting.cohost_account_id is None


def test_a_hosting_is_shared_and_unshared(cast: Cast, anna: FlaskClient) -> None:
    address = f"/host/{cast.hosting.public_id}/co-host"
    assert anna.post(address, data={"name": "Bea", "email": "nonsense"}).status_code == 422
    assert anna.post(address, data={"name": "Bea", "email": "Bea@Posteo.example"}).status_code == 303
    assert "You host together with <bdi>bea@posteo.example</bdi>." in anna.get(address).text
    anna.post(address, data={"alone": "1"})
    db.session.expire_all()
    assert cast.hosting.cohost_account_id is None


def test_an_account_that_hosts_nothing_sees_a_calm_page(cast: Cast, as_: Callable[[Account], FlaskClient]) -> None:
    page = as_(cast.jo).get("/host/").text
    assert "Nothing to host just now" in page
    assert as_(cast.jo).get("/host/step-back").location == "/host/"
    assert "Nothing to mark yet" in as_(cast.jo).get("/host/who-came").text
