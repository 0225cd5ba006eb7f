"""R1 by hand: Sam fills every field he is given with words that sing, and the story goes on through the doors alone."""

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, StringField

from coordinator.accounts import address_change, sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import Side
from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.plans.plan import Plan
from coordinator.web.account import forms as account_forms
from coordinator.web.organiser import forms
from tests.again import everybody_signs_in_again
from tests.cast import Cast
from tests.promises.canaries import canary, sings
from tests.promises.owners import OWNERS, Owner
from tests.promises.planted import FAR, lies_in

# Every field of text at the organiser's door, and what Sam types there. A year is four digits and can hold no word.
TYPED = {
    "NameForm.name": canary("NameForm.name"),
    "NameForm.own_name": canary("NameForm.own_name"),
    "FavourForm.name": canary("FavourForm.name"),
    "FavourForm.address": f"{canary('FavourForm.address').lower()}@posteo.example",
    "FavourForm.line": canary("FavourForm.line") + " and one more thing.",
    "AccountForm.name": canary("AccountForm.name"),
    "AddressForm.email": f"{canary('AddressForm.email').lower()}@posteo.example",
    "MonthForm.year": "2026",
}
SAMS_OWN = {name for name, owner in OWNERS.items() if owner in {Owner.ORGANISER, Owner.ACCOUNT}}
GAMES = {
    "kind": "games", "title": "Board games at the Tannery", "note": "I’ve booked the long table.", "dates": "one",
    "day": "2026-10-03", "start": "18:30", "until": "21:30", "zone": "Europe/London", "place": "The Tannery Café",
    "address": "14 Market Row", "sort": "public", "capacity": "10", "party_most": "2", "food": "y",
    "questions": "Do you know Carcassonne?", "bring": "Lemonade",
}  # fmt: skip


@pytest.fixture
def cast(app: Flask, cast: Cast) -> Cast:
    """Let the clock stand still; nobody is there yet but Sam, whose address sings."""
    sam = Account(email=f"{canary('account.email').lower()}@posteo.example", zone=FAR, language="de", may_organise=True)
    db.session.add(sam)
    db.session.commit()
    return cast


def text_fields() -> Iterator[str]:
    """Give every field of the organiser's forms, those of the account among them, into which words can be typed."""
    for name, form in [
        *inspect.getmembers(forms, inspect.isclass),
        *inspect.getmembers(account_forms, inspect.isclass),
    ]:
        if issubclass(form, FlaskForm) and form.__module__ in {forms.__name__, account_forms.__name__}:
            for field in vars(form):
                unbound = getattr(form, field)
                kind = getattr(unbound, "field_class", None)
                if isinstance(kind, type) and issubclass(kind, Field) and issubclass(kind, (StringField, EmailField)):
                    yield f"{name}.{field}"


def test_every_field_of_the_organisers_forms_is_filled_in_below() -> None:
    assert set(text_fields()) == set(TYPED), "fill the new field in this file's story, with words that sing"


@pytest.mark.thorough
def test_nothing_sam_types_anywhere_reaches_a_guest(app: Flask, cast: Cast) -> None:
    sam = _signed_in(app, db.session.scalars(sa.select(Account)).one().email, f"/home?{canary('next')}")
    _starts_a_plan(sam)
    cast.clock.shift(timedelta(hours=24))
    link = _asks_anna(sam)
    anna = _says_yes(app, link)
    _publishes(anna)
    guests = list(_opens_all_links(app, anna))
    assert len(guests) == 5
    _changes_his_name(sam)
    for browser, path in guests:
        for page in ("", "/answered", "/event.ics", "/stop", "/report", "/zone"):
            assert sings(browser.get(path + page).data) == [], path + page
        assert browser.post(f"{path}/answer", data={"answer": "yes", "party": "1"}).status_code == 303
        shown = browser.get(f"{path}/answered")
        assert shown.status_code == 200
        assert sings(shown.data) == []
    assert lies_in(app) <= SAMS_OWN


def _signed_in(app: Flask, email: str, wanted: str = "") -> FlaskClient:
    """Sign in by a mailed link, with a browser whose name sings."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = canary("user agent") + " Firefox/1"
    client.post("/sign-in", query_string={"next": wanted}, data={"email": email})
    row = db.session.scalars(sa.select(SignIn).where(SignIn.email == email, SignIn.used_at.is_(None))).one()
    assert client.post(sign_in.link(row).removeprefix("http://localhost"), data={"keep": "y"}).status_code == 303
    return client


def _starts_a_plan(sam: FlaskClient) -> None:
    for number in range(1, 5):
        assert sam.post(f"/start/{number}", data={"answer": "no"}).status_code == 303
    assert sam.post("/start/month", data={"month": "2", "year": TYPED["MonthForm.year"]}).status_code == 303
    names = {"name": TYPED["NameForm.name"], "own_name": TYPED["NameForm.own_name"]}
    assert sam.post("/start/name", data=names).status_code == 303


def _asks_anna(sam: FlaskClient) -> str:
    """Ask two friends, one by mail, and return the path of the link that Sam hands to Anna."""
    asked = {"friend": "new", "name": TYPED["FavourForm.name"], "line": TYPED["FavourForm.line"]}
    mailed = sam.post("/favours/new", data=asked | {"way": "mail", "address": TYPED["FavourForm.address"]})
    assert mailed.status_code == 303
    shown = sam.post("/favours/new", data=asked | {"name": asked["name"] + "a", "way": "link"})
    found = re.search(r"http://localhost(/l/ask_[\w-]+)", shown.text)
    assert found, shown.text
    return found[1]


def _says_yes(app: Flask, link: str) -> FlaskClient:
    """Become the host, with names of Anna's own, and sign in by her letter."""
    browser = app.test_client()
    path = browser.get(link).headers["Location"]
    clear = {"order": "no", "alone": "no", "afraid": "no", "unhappy": "no"}
    assert browser.post(f"{path}/questions", data=clear).status_code == 303
    names = {"name": "Anna Brandt", "organiser_name": "Sam", "other_name": "Kim", "email": "anna@brandt.example"}
    assert browser.post(f"{path}/hosting", data=names).status_code == 303
    row = db.session.scalars(sa.select(SignIn).where(SignIn.email == names["email"])).one()
    anna = app.test_client()
    assert anna.post(sign_in.link(row).removeprefix("http://localhost")).status_code == 303
    return anna


def _publishes(anna: FlaskClient) -> None:
    """Create the event and put five people on its list."""
    hosting = re.search(r"/host/([\w-]{16})/events/new", anna.get("/host/").text)
    assert hosting
    assert anna.post(f"/host/{hosting[1]}/events/new", data=GAMES).status_code == 303
    assert anna.post(f"/host/{hosting[1]}/events").status_code == 303
    event = db.session.scalars(sa.select(Event)).one()
    kim = next(guest for guest in event.hosting.guests if guest.name == "Kim")
    chosen = {"book": kim.public_id, "names": "Priya\nTomasz\nLotte\nGrace"}
    assert anna.post(f"/host/events/{event.public_id}/guests", data=chosen).status_code in {200, 303}


def _opens_all_links(app: Flask, anna: FlaskClient) -> Iterator[tuple[FlaskClient, str]]:
    """Give each guest's browser, who opened the link Anna's page shows, and the path of their invitation."""
    for invitation in db.session.scalars(sa.select(Invitation)):
        if invitation.guest.name != "Sam":
            shown = anna.post(f"/host/invitations/{invitation.public_id}/link", follow_redirects=True)
            assert sings(shown.data) == []
            found = re.search(r"http://localhost(/l/inv_[\w-]+)", shown.text)
            assert found
            browser = app.test_client()
            yield browser, browser.get(found[1]).headers["Location"]


def _changes_his_name(sam: FlaskClient) -> None:
    changed = {"name": TYPED["AccountForm.name"], "language": "de", "zone": FAR}
    assert sam.post("/account", data=changed).status_code in {200, 303}
    everybody_signs_in_again()
    assert sam.post("/account/address", data={"email": TYPED["AddressForm.email"]}).status_code == 303
    moving = address_change.pending(db.session.scalars(sa.select(Plan.organiser_id)).one())
    assert moving
    for side in Side:
        assert sam.post(f"/address/{moving.token(side)}", data={"agree": "yes"}).status_code == 200
    event = db.session.scalars(sa.select(Event)).one()
    assert sam.post(f"/events/{event.public_id}/answer", data={"answer": "yes"}).status_code == 303
