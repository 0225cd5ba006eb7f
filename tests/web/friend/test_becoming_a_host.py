"""Four private questions, names typed by the host herself, and an address that is proved."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts.account import Account, by_email
from coordinator.accounts.passkey import Passkey
from coordinator.accounts.sign_in import SignIn
from coordinator.consent import ending
from coordinator.database import db
from coordinator.events.hosting import Hosting
from coordinator.plans.favour import Favour, FavourAnswer
from coordinator.settings import Settings
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.web.friend.conftest import Opened
from tests.web.friend.test_answering_a_favour import at

CLEAR = {"order": "no", "alone": "no", "afraid": "no", "unhappy": "no"}
NAMES = {"name": "Anna Brandt", "organiser_name": "Sammy", "other_name": "Kimmy", "email": "anna@brandt.example"}


def passed(client: FlaskClient, favour: Favour) -> FlaskClient:
    """Answer the private questions with four clear noes."""
    assert client.post(at(favour, "/questions"), data=CLEAR).location == at(favour, "/hosting")
    return client


def hosting() -> Hosting | None:
    """Return the hosting there is."""
    return db.session.scalar(sa.select(Hosting))


def test_a_yes_leads_to_the_questions_and_keeps_nothing_yet(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    assert anna.get(at(cast.favour, "/check?answer=host")).location == at(cast.favour, "/questions")
    assert anna.post(at(cast.favour, "/answer"), data={"answer": "host"}).location == at(cast.favour, "/questions")
    page = anna.get(at(cast.favour, "/questions")).text
    assert page.count('type="radio"') == 12
    assert "checked" not in page
    assert db.session.scalar(sa.select(FavourAnswer)) is None


@pytest.mark.parametrize("question", list(CLEAR))
@pytest.mark.parametrize("says", ["yes", "unsure"])
def test_any_yes_or_not_sure_ends_it_kindly(cast: Cast, opened: Opened, question: str, says: str) -> None:
    anna = opened(cast.favour)
    page = anna.post(at(cast.favour, "/questions"), data=CLEAR | {question: says}, follow_redirects=True)
    assert "Nothing more will come of this" in page.text
    assert ending.has_ended(cast.plan.id)
    assert hosting() is None
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).status_code == 200
    assert hosting() is None


def test_one_yes_is_enough_however_little_else_was_said(cast: Cast, opened: Opened) -> None:
    opened(cast.favour).post(at(cast.favour, "/questions"), data={"afraid": "unsure"})
    assert ending.has_ended(cast.plan.id)


@pytest.mark.parametrize("data", [{}, {"order": "no"}, CLEAR | {"alone": ""}, CLEAR | {"alone": "perhaps"}])
def test_an_open_question_is_asked_again(cast: Cast, opened: Opened, data: dict[str, str]) -> None:
    page = opened(cast.favour).post(at(cast.favour, "/questions"), data=data)
    assert page.status_code == 422
    assert "Choose one of the three answers." in page.text
    assert not ending.has_ended(cast.plan.id)


def test_the_questions_cannot_be_skipped(cast: Cast, opened: Opened) -> None:
    anna = opened(cast.favour)
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).location == at(cast.favour, "/questions")
    assert hosting() is None


def test_no_field_is_filled_with_what_the_organiser_typed(cast: Cast, opened: Opened) -> None:
    page = passed(opened(cast.favour), cast.favour).get(at(cast.favour, "/hosting")).text
    assert ' value="' not in page.replace('name="csrf_token" value="', "").replace('type="checkbox" value="y"', "")


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    page = anna.post(at(cast.favour, "/hosting"), data=NAMES | {"other_name": "", "email": "anna at home"})
    assert page.status_code == 422
    assert "Type a name for the other person." in page.text
    assert "That doesn’t look like an e-mail address." in page.text
    assert 'value="Sammy"' in page.text
    assert 'value="anna at home"' in page.text


def test_without_mail_a_new_host_is_signed_in_here_and_told_so(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    done = anna.post(at(cast.favour, "/hosting"), data=NAMES | {"keep": "y"})
    assert done.headers["Location"] == f"/account/passkeys/first?next={at(cast.favour)}"
    assert f'href="{at(cast.favour)}"' in anna.get(done.headers["Location"]).text, "she can leave it"
    assert "You’re signed in on this device." in anna.get(at(cast.favour)).text
    made = hosting()
    assert made
    assert [guest.name for guest in made.guests] == ["Sammy", "Kimmy"]
    assert made.checked_at is None  # nobody proved the address
    with anna.session_transaction() as session:
        assert session["device"]
        assert session.permanent


@pytest.mark.parametrize("email", ["sam@posteo.example", "Sam+me@posteo.example", "jo@ground.example"])
def test_without_mail_nobody_enters_an_account_that_is_there(cast: Cast, opened: Opened, email: str) -> None:
    assert cast.jo.is_operator
    anna = passed(opened(cast.favour), cast.favour)
    page = anna.post(at(cast.favour, "/hosting"), data=NAMES | {"email": email})
    assert page.status_code == 422
    assert "This address can’t be used here." in page.text
    assert hosting() is None
    with anna.session_transaction() as session:
        assert "device" not in session


@pytest.mark.usefixtures("mails")
def test_by_mail_the_address_is_proved_by_signing_in(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    page = anna.post(at(cast.favour, "/hosting"), data=NAMES, follow_redirects=True)
    assert "Now look in your mail." in page.text
    row = db.session.scalars(sa.select(SignIn)).one()
    assert (row.email, row.next) == ("anna@brandt.example", "/host/")
    assert anna.post(f"/sign-in/link/{row.token}").location == "/host/"
    db.session.expire_all()
    made = hosting()
    assert made
    assert made.checked_at


@pytest.mark.usefixtures("mails")
def test_by_mail_the_organisers_own_address_is_refused_without_saying_why(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    page = anna.post(at(cast.favour, "/hosting"), data=NAMES | {"email": "sam+x@posteo.example"})
    assert page.status_code == 422
    assert "This address can’t be used here." in page.text


@pytest.mark.usefixtures("mails")
def test_a_mistyped_address_can_be_mended_where_it_was_typed_and_nowhere_else(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    anna.post(at(cast.favour, "/hosting"), data=NAMES | {"email": "anna@brant.example"})
    other = opened(cast.favour)
    assert other.get(at(cast.favour, "/hosting/address")).status_code == 303
    assert "brant.example" not in other.get(at(cast.favour)).text
    anna.post(at(cast.favour, "/hosting/address"), data={"email": "anna@brandt.example"})
    made, account = hosting(), by_email("anna@brandt.example")
    assert made
    assert account
    assert (made.account_id, made.address) == (account.id, account.email)


def test_somebody_signed_in_hosts_with_their_own_account(cast: Cast, opened: Opened, as_: Opened) -> None:
    cast.anna.verified_at = cast.plan.created_at
    anna = as_(cast.anna)  # type: ignore[arg-type]
    with opened(cast.favour).session_transaction() as session:
        held = session["held"]
    with anna.session_transaction() as session:
        session["held"] = held
    passed(anna, cast.favour)
    assert "anna.brandt@posteo.example" in anna.get(at(cast.favour, "/hosting")).text
    anna.post(at(cast.favour, "/hosting"), data=NAMES | {"email": "jo@ground.example"})
    made = hosting()
    assert made
    assert made.account_id == cast.anna.id
    assert made.checked_at


def test_a_second_click_makes_no_second_host(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    for _click in range(2):
        assert anna.post(at(cast.favour, "/hosting"), data=NAMES).status_code in {200, 303}
    assert len(db.session.scalars(sa.select(Hosting)).all()) == 1
    assert len(db.session.scalars(sa.select(Account.id).where(Account.email == NAMES["email"])).all()) == 1


def test_a_yes_works_the_same_in_a_plan_that_ended_unseen(cast: Cast, opened: Opened) -> None:
    ending.end(cast.plan.id, ending.Cause.STOP)
    anna = passed(opened(cast.favour), cast.favour)
    anna.post(at(cast.favour, "/hosting"), data=NAMES)
    assert hosting()


def test_a_yes_comes_too_late_once_the_end_is_told(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    ending.end(cast.plan.id, ending.Cause.STOP)
    cast.clock.shift(timedelta(hours=72))
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).status_code == 410
    assert hosting() is None


def test_without_mail_a_new_host_makes_a_passkey_and_comes_back_with_it(
    cast: Cast, opened: Opened, client: FlaskClient
) -> None:
    anna, phone = passed(opened(cast.favour), cast.favour), Authenticator()
    offered = anna.post(at(cast.favour, "/hosting"), data=NAMES, follow_redirects=True)
    assert "A way back in" in offered.text
    assert "Not now" in offered.text
    options = anna.post("/account/passkeys/options", data={"name": "Phone"}).get_json()
    sent = {"name": "Phone", "credential": phone.makes(options)}
    done = anna.post(f"/account/passkeys?next={at(cast.favour)}", data=sent)
    assert done.headers["Location"] == at(cast.favour)
    page = anna.get(at(cast.favour)).text
    assert "you come back with your passkey" in page
    asked = client.post("/sign-in/passkey/options").get_json()
    entered = client.post("/sign-in/passkey", data={"credential": phone.answers(asked)})
    assert entered.headers["Location"] == "/host/"
    made = hosting()
    assert made
    assert made.checked_at is None, "a passkey proves no address"


def test_a_host_with_a_passkey_is_offered_none(cast: Cast, opened: Opened, as_: Opened) -> None:
    cast.anna.verified_at = cast.plan.created_at
    db.session.add(Passkey(account_id=cast.anna.id, credential_id=b"1", public_key=b"2", name="Phone"))
    anna = as_(cast.anna)  # type: ignore[arg-type]
    with opened(cast.favour).session_transaction() as session:
        held = session["held"]
    with anna.session_transaction() as session:
        session["held"] = held
    passed(anna, cast.favour)
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).headers["Location"] == at(cast.favour)


def test_at_a_number_a_new_host_is_offered_none(app: Flask, cast: Cast, opened: Opened, settings: Settings) -> None:
    instance.install(app, replace(settings, public_base_url="http://127.0.0.1"))
    anna = passed(opened(cast.favour), cast.favour)
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).headers["Location"] == at(cast.favour)


@pytest.mark.usefixtures("mails")
def test_by_mail_no_passkey_is_spoken_of(cast: Cast, opened: Opened) -> None:
    anna = passed(opened(cast.favour), cast.favour)
    assert anna.post(at(cast.favour, "/hosting"), data=NAMES).headers["Location"] == at(cast.favour)
