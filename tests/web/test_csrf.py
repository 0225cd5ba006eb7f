"""Posts from elsewhere: refused on every route, but for the one click of a mail program (RFC 8058)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.events.invitation import Answer, Invitation
from coordinator.post import unsubscribe
from tests.cast import Cast
from tests.dump import rows_by_table
from tests.promises.crawl import addresses
from tests.promises.people import People

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
EXEMPT = {"front.unsubscribe_now"}

pytestmark = pytest.mark.usefixtures("guarded")


@pytest.fixture
def guarded(app: Flask) -> None:
    """Guard every form, as it is outside of other tests."""
    app.config["WTF_CSRF_ENABLED"] = True


def test_without_a_token_every_post_is_refused_and_changes_nothing(app: Flask, cast: Cast) -> None:
    assert cast.noors_favour
    assert cast.event
    everybody = People(app, cast).everybody()
    before = rows_by_table()
    for visitor in everybody:
        for endpoint, path in list(addresses(app, visitor, "POST")):
            if endpoint not in EXEMPT:
                shown = visitor.client.post(path, data={"answer": "yes", "stop": "yes", "delete": "yes"})
                assert shown.status_code == 400, path
                assert "Please send that once more" in shown.text
    assert rows_by_table() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
def test_what_a_browser_says_comes_from_elsewhere_is_refused(site: str, app: Flask, cast: Cast) -> None:
    assert cast.noors_favour
    assert cast.event
    everybody = People(app, cast).everybody()
    app.config["WTF_CSRF_ENABLED"] = False  # it is refused before any token is looked at
    before = rows_by_table()
    for visitor in everybody:
        for endpoint, path in list(addresses(app, visitor, "POST")):
            if endpoint not in EXEMPT:
                assert visitor.client.post(path, headers={"Sec-Fetch-Site": site}).status_code == 403, path
    assert rows_by_table() == before


def test_a_form_with_its_token_works_as_browsers_send_it(
    cast: Cast, holding: Callable[[Invitation], FlaskClient]
) -> None:
    """Under no-referrer browsers send no Referer, and "null" for the origin."""
    kim, path = holding(cast.invitation()), f"/i/{cast.invitation().public_id}"
    token = TOKEN.search(kim.get(path).text)
    assert token
    sent = kim.post(
        f"{path}/answer",
        data={"answer": "yes", "csrf_token": token[1]},
        headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )
    assert sent.status_code == 303
    assert cast.invitation().answer is Answer.YES


def test_a_token_of_another_browser_is_worth_nothing(cast: Cast, holding: Callable[[Invitation], FlaskClient]) -> None:
    kim, priya = holding(cast.invitation("Kim")), holding(cast.invitation("Priya"))
    token = TOKEN.search(priya.get(f"/i/{cast.invitation('Priya').public_id}").text)
    assert token
    path = f"/i/{cast.invitation('Kim').public_id}/answer"
    assert kim.post(path, data={"answer": "yes", "csrf_token": token[1]}).status_code == 400
    assert cast.invitation("Kim").answer is None


@pytest.mark.thorough
def test_every_form_of_a_page_carries_a_token(app: Flask, cast: Cast) -> None:
    assert cast.noors_favour
    assert cast.event
    forms = 0
    for visitor in People(app, cast).everybody():
        for _endpoint, path in list(addresses(app, visitor)):
            shown = visitor.client.get(path)
            if shown.mimetype == "text/html":
                for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", shown.text, re.DOTALL):
                    assert TOKEN.search(form), path
                    forms += 1
    assert forms > 30


def test_one_click_from_a_mail_program_needs_no_token(client: FlaskClient, cast: Cast) -> None:
    path = f"/u/{unsubscribe.token('kim@posteo.example')}"
    sent = client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 200


def test_signing_in_needs_a_token_too(client: FlaskClient, cast: Cast, as_: Callable[[Account], FlaskClient]) -> None:
    assert client.post("/sign-in", data={"email": cast.anna.email}).status_code == 400
    assert as_(cast.anna).post("/sign-out").status_code == 400
