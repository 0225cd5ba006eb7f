"""A form whose page was too old, or whose sender was signed out meanwhile, is not lost: it can be sent again."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.accounts import device
from coordinator.accounts.account import Account
from coordinator.consent.report import Report
from coordinator.database import db
from coordinator.events.invitation import Invitation
from tests.cast import Cast

As = Callable[[Account], FlaskClient]
OURS = {"Sec-Fetch-Site": "same-origin"}
NOTE = "Come for one game or stay for four.\r\n\r\n“The soup” is <good> & the rules are short."
KEPT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def kept(page: str) -> dict[str, str]:
    """Return what the page's form would send."""
    return {unescape(name): unescape(value) for name, value in KEPT.findall(page)}


def test_a_page_that_was_too_old_keeps_what_was_typed_and_sends_it_again(
    app: Flask, cast: Cast, holding: Callable[[Invitation], FlaskClient]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    kim, path = holding(cast.invitation()), f"/i/{cast.invitation().public_id}/report"
    told = {"about": "words", "words": NOTE, "csrf_token": "of a session that is gone"}
    shown = kim.post(path, data=told, headers=OURS)
    assert shown.status_code == 400
    assert f'action="{path}"' in shown.text
    assert "?lang=" not in shown.text, "another language would lose it"
    again = kept(shown.text)
    assert again["words"] == NOTE
    assert kim.post(path, data=again, headers=OURS).status_code == 200
    assert db.session.query(Report).one().words.startswith("Come for one game")


def test_whoever_was_signed_out_meanwhile_signs_in_and_sends_it_again(cast: Cast, as_: As) -> None:
    anna = as_(cast.anna)
    typed = {"names": "Priya\r\nMehmet"}
    path = f"/host/events/{cast.event.public_id}/guests"
    for row in db.session.query(device.Device):
        device.revoke(row.id)
    shown = anna.post(path, data=typed, headers=OURS)
    assert shown.status_code == 403
    assert "You’re signed out here" in shown.text
    assert kept(shown.text)["names"] == typed["names"]
    assert as_(cast.anna).post(path, data=kept(shown.text), headers=OURS).status_code == 303
    assert {"Priya", "Mehmet"} <= {each.guest.name for each in cast.event.invitations}


def test_a_button_alone_goes_to_the_sign_in_page_as_before(cast: Cast, client: FlaskClient) -> None:
    shown = client.post(f"/host/events/{cast.event.public_id}/links", headers=OURS)
    assert (shown.status_code, shown.location) == (303, "/sign-in")


@pytest.mark.parametrize("site", [None, "none"])
def test_what_may_come_from_elsewhere_is_not_put_on_a_page_of_ours(
    site: str | None, app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    shown = client.post(
        "/find", data={"email": "words@elsewhere.example"}, headers={"Sec-Fetch-Site": site} if site else {}
    )
    assert shown.status_code == 400
    assert "elsewhere" not in shown.text
    assert "<form" not in shown.text
