"""The operator looks after an instance: its state, its accounts, and a link to hand on."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from coordinator import chores
from coordinator.accounts.account import Account, by_email
from coordinator.consent.ending import has_ended
from coordinator.consent.report import About, Report
from coordinator.database import db
from coordinator.post.outbox import owe
from coordinator.version import VERSION
from tests.cast import Cast

As = Callable[[Account], FlaskClient]


def test_the_page_of_health_says_how_the_parts_are(cast: Cast, as_: As) -> None:
    page = as_(cast.jo).get("/operator/")
    assert page.status_code == 200
    assert VERSION in page.text


def test_a_post_process_that_is_away_is_a_thing_to_look_at(cast: Cast, as_: As) -> None:
    assert "2 things to look at" in as_(cast.jo).get("/operator/").text  # nothing was purged either
    chores.tick()
    page = as_(cast.jo).get("/operator/").text
    assert "All is well" in page
    assert "Post process" in page
    cast.clock.shift(timedelta(minutes=6))
    page = as_(cast.jo).get("/operator/").text
    assert "Away" in page
    assert "Overdue" not in page
    cast.clock.shift(timedelta(hours=36))
    assert "Overdue" in as_(cast.jo).get("/operator/").text


def test_a_test_mail_is_said_to_be_on_its_way_once(cast: Cast, as_: As) -> None:
    jo = as_(cast.jo)
    page = jo.post("/operator/test-letter", follow_redirects=True)
    assert "A test mail to jo@ground.example is on its way." in page.text
    assert "on its way" not in jo.get("/operator/").text


def test_ending_a_plan_asks_first_and_says_that_it_was_done(cast: Cast, as_: As) -> None:
    report = Report(plan_id=cast.plan.id, about=About.WORDS)
    db.session.add(report)
    db.session.commit()
    jo, asks = as_(cast.jo), f"/operator/reports/{report.code}/plan-ending"
    assert f'href="{asks}"' in jo.get("/operator/reports").text
    assert f'action="{asks}"' not in jo.get("/operator/reports").text
    page = jo.get(asks)
    assert "It ends for good" in page.text
    assert "Okafor" not in page.text
    assert not has_ended(cast.plan.id)
    page = jo.post(asks, follow_redirects=True)
    assert f"The plan that {report.code} is about has ended." in page.text
    assert has_ended(cast.plan.id)
    assert report.closed_at
    assert "has ended" not in jo.get("/operator/reports").text


def test_letters_are_called_by_plain_names(cast: Cast, as_: As) -> None:
    owe("failed_addresses", "event:1")
    page = as_(cast.jo).get("/operator/").text
    assert '<th scope="row">Not arrived</th>' in page
    assert "failed" not in page


def test_nobody_else_finds_a_page_there(cast: Cast, as_: As) -> None:
    assert as_(cast.sam).get("/operator/").status_code == 404
    assert as_(cast.anna).get("/operator/accounts").status_code == 404


def test_a_link_printed_for_somebody_leads_to_where_they_belong(cast: Cast, as_: As, client: FlaskClient) -> None:
    made = as_(cast.jo).post("/operator/accounts", data={"email": "new@ground.example"})
    link = re.search(r"http://localhost(/sign-in/link/[\w.-]+)", made.text)
    assert link
    assert by_email("new@ground.example")
    assert client.post(link[1]).location == "/home"
