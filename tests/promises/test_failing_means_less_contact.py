"""R10: any doubt, error or leaked link resolves to no invitation; unknown, expired, revoked and foreign look alike."""

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from coordinator.accounts.account import Account
from coordinator.consent import deletion
from coordinator.database import db
from coordinator.events import inviting
from coordinator.links import link
from coordinator.links.link import Purpose
from tests.cast import Cast
from tests.promises.crawl import addresses
from tests.promises.people import People

UNKNOWN = "inv_" + "x" * 43


def wire(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return all that comes over the wire."""
    return response.status, sorted(response.headers), response.data


@pytest.fixture
def nothing(app: Flask, story: Cast) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return what an unknown link gets."""
    shown = wire(app.test_client().get(f"/l/{UNKNOWN}"))
    assert shown[0] == "404 NOT FOUND"
    return shown


@pytest.mark.parametrize("token", ["", "x", "inv_", UNKNOWN[:-1], UNKNOWN + "x", "dat_" + "x" * 43, "zzz_" + "x" * 43])
def test_a_link_that_is_none_is_an_unknown_one(token: str, app: Flask, nothing: tuple[object, ...]) -> None:
    if token:
        assert wire(app.test_client().get(f"/l/{token}")) == nothing


def test_a_link_made_anew_makes_the_old_one_an_unknown_one(app: Flask, story: Cast, nothing: object) -> None:
    old = story.link("Kim")
    new = story.link("Kim")
    assert wire(app.test_client().get(old)) == nothing
    assert app.test_client().get(new).status_code == 303


def test_a_link_of_somebody_taken_off_the_list_is_an_unknown_one(app: Flask, story: Cast, nothing: object) -> None:
    path = story.link("Lotte")
    inviting.withdraw(story.invitation("Lotte"))
    db.session.commit()
    assert wire(app.test_client().get(path)) == nothing


def test_a_link_of_somebody_who_deleted_everything_is_an_unknown_one(app: Flask, story: Cast, nothing: object) -> None:
    path = story.link("Kim")
    deletion.delete_all(story.kim)
    db.session.commit()
    assert wire(app.test_client().get(path)) == nothing


def test_a_favours_link_after_its_time_is_an_unknown_one(app: Flask, story: Cast) -> None:
    token = link.mint(Purpose.FAVOUR, story.noors_favour.id, expires_at=story.noors_favour.lapses_at)
    db.session.commit()
    story.clock.move_to(story.noors_favour.lapses_at)
    unknown = wire(app.test_client().get(f"/l/{UNKNOWN}"))
    assert wire(app.test_client().get(f"/l/{token}")) == unknown


def test_an_invitations_link_after_its_time_opens_what_is_stored_and_no_more(app: Flask, story: Cast) -> None:
    path = story.link("Kim")
    story.clock.move_to(story.event.ends_at + timedelta(days=14, minutes=1))
    client = app.test_client()
    assert client.get(path).headers["Location"].endswith("/data")
    assert client.get(f"/i/{story.invitation('Kim').public_id}").status_code == 404


def test_a_pasted_address_opens_nothing_in_another_browser(app: Flask, people: People) -> None:
    kim, stranger = people.guest("Kim"), app.test_client()
    unknown = wire(stranger.get("/i/nobodysinvitatio"))
    for endpoint, path in addresses(app, kim):
        if endpoint.startswith("guest."):
            assert wire(stranger.get(path))[0] == unknown[0], path
            assert stranger.get(path).data == unknown[2], path


def test_one_guests_link_opens_nothing_of_another(app: Flask, story: Cast, people: People) -> None:
    priya = people.guest("Priya").client
    for path in ("", "/answered", "/data", "/data.json", "/event.ics", "/stop", "/report"):
        foreign = priya.get(f"/i/{story.invitation('Kim').public_id}{path}")
        unknown = priya.get(f"/i/nobodysinvitatio{path}")
        assert (foreign.status_code, foreign.data) == (404, unknown.data), path


@pytest.mark.parametrize("who", ["host", "organiser", "operator"])
def test_a_stranger_with_an_account_finds_nothing_of_others(who: str, app: Flask, story: Cast, people: People) -> None:
    """Zed may organise or host elsewhere; what is not his is the same 404 as what never was."""
    owner = getattr(people, who)()
    zed = Account(email="zed@posteo.example", name="Zed", zone="Europe/London", may_organise=True)
    db.session.add(zed)
    db.session.commit()
    client = people._signed_in("Zed", zed, who, owner.values).client
    for method in ("GET", "POST"):
        for endpoint, path in list(addresses(app, owner, method)):
            names_a_thing = app.url_map.bind("").match(path, method)[1] and endpoint != "organiser.question"
            if endpoint.startswith(f"{who}.") and names_a_thing:
                shown = client.open(path, method=method)
                assert shown.status_code in {303, 404}, (method, path)
                assert "Kim" not in shown.text, (method, path)
                assert "Tannery" not in shown.text, (method, path)


def test_the_organiser_cannot_stand_at_the_hosts_door_or_the_operators(app: Flask, people: People) -> None:
    sam = people.organiser()
    for owner in (people.host(), people.operator()):
        door = owner.audiences[-1]
        for endpoint, path in list(addresses(app, owner)):
            if endpoint.startswith(f"{door}."):
                shown = sam.client.get(path)
                assert "Kim" not in shown.text, path
                assert "Tannery" not in shown.text, path


def test_the_host_and_the_operator_have_no_plan_to_look_at(app: Flask, people: People) -> None:
    anna, jo, sam = people.host(), people.operator(), people.organiser()
    for endpoint, path in list(addresses(app, sam)):
        if endpoint.startswith("organiser."):
            assert anna.client.get(path).status_code == 404, path
            assert jo.client.get(path).status_code == 404, path


def test_an_error_inside_says_nothing_and_changes_nothing(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = people.guest("Kim")

    def breaks() -> str:
        people.cast.kim.name = "Broken"
        db.session.flush()
        raise RuntimeError(people.cast.kim.name)

    monkeypatch.setitem(app.view_functions, "guest.stop", lambda **_address: breaks())
    shown = kim.client.post(f"/i/{people.cast.invitation('Kim').public_id}/stop", data={"stop": "yes"})
    assert shown.status_code == 500
    assert "Broken" not in shown.text
    assert "RuntimeError" not in shown.text
    db.session.expire_all()
    assert people.cast.kim.name == "Kim"
