"""Every address the demo prints works as printed."""

from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation, Reply
from coordinator.events.question import Asks

PEOPLE = ("sam", "anna", "noor", "kim", "priya", "tomasz", "lotte", "mehmet", "grace", "operator")


def test_the_main_people_have_the_ways_the_readme_names(report: dict[str, Any]) -> None:
    people = report["people"]
    assert set(PEOPLE) <= set(people)
    assert set(people["kim"]) == {"invitation", "data", "calendar"}
    assert set(people["noor"]) == {"favour"}
    for person in ("sam", "anna", "operator"):
        assert "sign_in" in people[person]


def test_every_printed_address_works(demo: Flask, report: dict[str, Any]) -> None:
    assert report["base_url"] == "http://localhost"
    for ways in report["people"].values():
        for way, address in ways.items():
            browser = demo.test_client()
            page = browser.get(address.removeprefix("http://localhost"), follow_redirects=True)
            assert page.status_code == 200, (way, page.request.path)
            if way == "sign_in":
                page = browser.post(page.request.path, follow_redirects=True)
                assert page.status_code == 200
                assert page.request.path != "/sign-in"
            if way == "calendar":
                assert icalendar.Calendar.from_ical(page.data)


def test_the_demo_stands_in_the_middle_of_a_plan(report: dict[str, Any]) -> None:
    past, coming = report["events"]
    assert past["starts_at"] < report["now"] < coming["starts_at"]
    assert (past["kind"], coming["kind"]) == ("picnic", "games")


def test_who_wrote_about_food_was_asked_about_it(demo: Flask) -> None:
    wrote = db.session.scalars(sa.select(Event).join(Event.invitations).join(Invitation.reply).where(Reply.food != ""))
    assert [[each.asks for each in event.questions] for event in wrote.unique()] == [[Asks.FOOD]]
    page = demo.test_client().post("/demo/shoes/kim/invitation", follow_redirects=True)
    assert 'name="food"' in page.text
    assert "No nuts, please" in page.text


def test_sam_finds_the_picnic_where_both_were(demo: Flask, report: dict[str, Any]) -> None:
    browser = demo.test_client()
    address = report["people"]["sam"]["sign_in"].removeprefix("http://localhost")
    browser.post(address)
    assert "Picnic by the weir" in browser.get("/history").text


def test_printing_again_leaves_links_given_out_alone(demo: Flask, report: dict[str, Any]) -> None:
    demo.test_cli_runner().invoke(args=["demo", "--json"])
    address = report["people"]["kim"]["invitation"].removeprefix("http://localhost")
    assert demo.test_client().get(address, follow_redirects=True).status_code == 200


def test_anyones_shoes_fit_with_one_button(demo: Flask) -> None:
    for key, way, path in (("kim", "invitation", "/i/"), ("noor", "favour", "/ask/"), ("sam", "sign_in", "/sign-in/")):
        page = demo.test_client().post(f"/demo/shoes/{key}/{way}", follow_redirects=True)
        assert page.status_code == 200
        assert page.request.path.startswith(path)
    assert demo.test_client().post("/demo/shoes/nobody/sign_in").status_code == 404


@pytest.mark.thorough
def test_reset_begins_the_story_anew(demo: Flask, report: dict[str, Any]) -> None:
    said = demo.test_cli_runner().invoke(args=["demo", "--reset"])
    assert said.exit_code == 0, said.output
    old = report["people"]["kim"]["invitation"].removeprefix("http://localhost")
    assert demo.test_client().get(old).status_code == 404
    assert "kim" in said.output.lower()
