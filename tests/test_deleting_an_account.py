"""Deleting an account: what it had a part in ends or passes on, its words go at once, and no wait is escaped by it."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator import chores, erasing, leaving, retention
from coordinator.accounts import inviting, sign_in
from coordinator.accounts.account import Account, by_email
from coordinator.accounts.device import FRESH
from coordinator.clock import now
from coordinator.consent import stop
from coordinator.consent.ending import Cause, Closing, Ending, Told, closing, end
from coordinator.consent.suppression import Scope, suppress
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.dates import day
from coordinator.errors import TooSoon
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.history.shared import SharedEvent
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import cohosting, screening, waiting
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour
from coordinator.plans.plan import Plan
from coordinator.plans.waiting import PlanWait
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings, Smtp
from tests.cast import Cast
from tests.dump import everything

As = Callable[[Account], FlaskClient]
HERE = "/account/deletion"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let this site mail; no test here opens a connection."""
    return replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none"))


def deletes(client: FlaskClient) -> str:
    """Delete an account through its page and return what is read afterwards."""
    gone = client.post(HERE, data={"delete": "yes"})
    assert gone.status_code == 200, gone.status
    return gone.text


def letters(kind: str) -> list[Letter]:
    """Return the letters of a kind that wait."""
    waiting = (Letter.kind == kind) & (Letter.state == LetterState.WAITING)
    return list(db.session.scalars(sa.select(Letter).where(waiting)))


# The organiser


def test_the_page_says_first_what_happens_and_does_nothing(cast: Cast, as_: As) -> None:
    assert cast.event
    sam = as_(cast.sam)
    before = everything()
    page = sam.get(HERE).text
    assert "Your plan ends, as if you had left it here" in page
    assert f"A new plan is possible from {day(plans.again_after(Told.OWN, now()), cast.sam.zone)}" in page
    assert sam.post(HERE, data={}).status_code == 422
    assert sam.post(HERE, data={"delete": "no"}).headers["Location"] == "/account"
    assert everything() == before


def test_it_wants_a_fresh_sign_in(cast: Cast, as_: As, clock: Traveller) -> None:
    sam = as_(cast.sam)
    clock.shift(FRESH)
    assert sam.get(HERE).headers["Location"] == f"/account/again?next={HERE}"
    assert sam.post(HERE, data={"delete": "yes"}).headers["Location"] == f"/account/again?next={HERE}&stopped=1"
    assert by_email("sam@posteo.example") is cast.sam


def test_his_plan_ends_as_if_left_and_the_event_goes_on_without_him(
    app: Flask, cast: Cast, as_: As, client: FlaskClient
) -> None:
    event = cast.event
    path = cast.link()
    deletes(as_(cast.sam))
    assert db.session.scalars(sa.select(Closing.told)).one() is Told.OWN
    assert db.session.get_one(Event, event.id).is_coming
    client.get(path)
    page = client.get(f"/i/{cast.invitation().public_id}")
    assert page.status_code == 200
    assert "<bdi>Sam</bdi> isn’t coming" in page.text
    assert as_(cast.anna).get("/host/", follow_redirects=True).status_code == 200


def test_everything_of_his_is_gone_at_once_from_tables_file_and_log(
    app: Flask, cast: Cast, as_: As, settings: Settings
) -> None:
    assert cast.middle
    cast.sam.name, cast.plan.other_name = "Samsings Okafor", "Kimsungbysam"
    cast.noors_favour.friend.name = "Noorsungbysam"
    cast.noors_favour.line = "A line that sings"
    screening.record(cast.sam.id, screening.Outcome.NOT_NOW)
    sam = as_(cast.sam)
    sam.post("/account/address", data={"email": "sings@okafor.example"})
    words = ["samsings", "kimsungbysam", "noorsungbysam", "line that sings", "sam@posteo.example", "sings@okafor"]
    assert all(word in _left(settings) for word in words[:-1])
    deletes(sam)
    left = _left(settings)
    assert [word for word in words if word in left] == []


def _left(settings: Settings) -> str:
    """Return everything that a thief of the database could read, in small letters."""
    db.session.commit()
    if not settings.database_url.startswith("sqlite"):
        return everything().casefold()
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    raw = [each.read_bytes() for each in (file, file.with_name(f"{file.name}-wal")) if each.exists()]
    with sqlite3.connect(file) as connection:
        dumped = "\n".join(connection.iterdump())
    return (dumped + "".join(part.decode("latin-1") for part in raw)).casefold()


def test_a_friend_with_an_open_question_reads_that_it_is_over_and_gets_no_letter(
    cast: Cast, as_: As, client: FlaskClient
) -> None:
    path = f"/l/{link.mint(Purpose.FAVOUR, cast.noors_favour.id)}"
    assert client.get(path).status_code == 303
    public_id = cast.noors_favour.public_id
    deletes(as_(cast.sam))
    for page in ("", "/data", "/report"):
        assert client.get(f"/f/{public_id}{page}").status_code in {404, 410}, page
    assert letters("favour") == letters("favour_taken_back") == letters("plan_over") == []


@pytest.mark.parametrize("what", ["nothing", "she stopped it", "a host left him out", "the operator ended it"])
def test_whatever_happened_in_secret_before_he_gets_the_same(what: str, cast: Cast, as_: As) -> None:
    assert cast.middle
    if what == "she stopped it":
        stop.ask(cast.kim)
    elif what != "nothing":
        end(cast.plan.id, Cause.HOST if what == "a host left him out" else Cause.OPERATOR)
    until = now() + timedelta(days=90)
    sam = as_(cast.sam)
    shown = sam.get(HERE).text
    assert "Your plan ends, as if you had left it here" in shown
    assert f"A new plan is possible from {day(until, cast.sam.zone)}" in shown
    assert "There is nothing left that you need to do" in deletes(sam)
    assert [(row.fingerprint, row.until) for row in db.session.scalars(sa.select(PlanWait))] == [
        (fingerprint("sam@posteo.example"), until)
    ]
    over = db.session.scalars(sa.select(Closing)).one()
    assert (over.told, over.shows_at) == (Told.OWN, now())
    assert letters("plan_over") == letters("called_off_organiser") == []


def test_a_stop_that_came_before_still_stands_afterwards(cast: Cast) -> None:
    assert cast.middle
    stop.ask(cast.kim)
    leaving.leave(cast.sam)
    db.session.commit()
    assert db.session.scalars(sa.select(Ending.cause)).one() is Cause.STOP


# No way out of a wait


def _begins_again(email: str) -> Account:
    """Invite somebody anew and let them pass the questions."""
    inviting.invite(email)
    again = by_email(email)
    assert again
    screening.record(again.id, screening.Outcome.CLEAR)
    db.session.commit()
    return again


@pytest.mark.parametrize("lock", ["screening", "own end", "others' end", "a plan that runs"])
@pytest.mark.parametrize("variant", ["sam@posteo.example", "sam+again@posteo.example"])
def test_no_wait_is_shorter_by_deleting(lock: str, variant: str, cast: Cast, clock: Traveller) -> None:
    plan = cast.plan
    if lock == "screening":
        plan.leave()
        screening.record(cast.sam.id, screening.Outcome.NOT_NOW)
    elif lock == "own end":
        plan.leave()
    elif lock == "others' end":
        end(plan.id, Cause.OPERATOR)
        clock.shift(timedelta(days=4))
    until = plans.possible_from(cast.sam) or plans.again_after(Told.OWN, now())
    leaving.leave(cast.sam)
    db.session.commit()
    again = _begins_again(variant)
    assert plans.possible_from(again) == until
    with pytest.raises(TooSoon):
        plans.start(again, "Kim", plan.parted)
    anybody = Account(id=again.id, email=variant, zone="UTC")  # the row itself goes, as nobody uses it
    for _month in range(15):
        clock.shift(timedelta(days=27))
        retention.purge()
        assert waiting.until(anybody) == (until if now() < until else None)
    assert db.session.scalars(sa.select(PlanWait)).all() == [], "a wait that is over is kept"


def test_an_address_left_before_is_remembered_too(cast: Cast, as_: As, client: FlaskClient) -> None:
    from coordinator.accounts.address_change import AddressChange, Side  # noqa: PLC0415 - this test alone

    assert cast.plan
    as_(cast.sam).post("/account/address", data={"email": "sam@okafor.example"})
    change = db.session.scalars(sa.select(AddressChange)).one()
    for side in Side:
        assert client.post(f"/address/{change.token(side)}", data={"agree": "yes"}).status_code == 200
    db.session.expire_all()
    leaving.leave(cast.sam)
    db.session.commit()
    for email in ("sam@okafor.example", "sam@posteo.example"):
        assert plans.possible_from(_begins_again(email)), email


def test_the_page_to_start_says_until_when_to_wait(cast: Cast, as_: As) -> None:
    assert cast.plan
    leaving.leave(cast.sam)
    db.session.commit()
    again = _begins_again("sam@posteo.example")
    page = as_(again).get("/start").text
    assert "December" in page
    assert 'action="/start/1"' not in page


def test_of_an_account_without_a_wait_nothing_is_kept(cast: Cast, as_: As) -> None:
    assert cast.jo
    _another_operator()
    deletes(as_(cast.jo))
    deletes(as_(cast.sam))
    assert db.session.scalars(sa.select(PlanWait)).all() == []
    assert {each.email for each in db.session.scalars(sa.select(Account))} == {"second@ground.example"}


def _another_operator() -> Account:
    inviting.make_operator("second@ground.example")
    db.session.commit()
    second = by_email("second@ground.example")
    assert second
    return second


# The host


def test_a_host_reads_first_that_it_is_called_off_and_then_guests_are_told(
    cast: Cast, as_: As, client: FlaskClient
) -> None:
    assert cast.middle
    event, path = cast.event, cast.link()
    anna = as_(cast.anna)
    assert "is called off. Everyone who hasn’t said no is told" in anna.get(HERE).text
    assert "They go on reading the name you host by" in anna.get(HERE).text
    deletes(anna)
    assert db.session.get_one(Event, event.id).is_called_off
    assert letters("called_off")
    assert letters("called_off_organiser")
    client.get(path)
    page = client.get(f"/i/{cast.invitation().public_id}", follow_redirects=True)
    assert page.status_code == 200
    assert "Anna" in page.text
    assert "anna@" not in everything()
    assert client.get(f"/i/{cast.invitation().public_id}/data").status_code == 200


def test_the_plan_of_a_host_who_goes_ends_like_any_other(cast: Cast, as_: As, clock: Traveller) -> None:
    assert cast.middle
    deletes(as_(cast.anna))
    assert db.session.scalars(sa.select(Ending.cause)).one() is Cause.HOST
    assert closing(cast.plan.id) is None, "the organiser is told at once"
    clock.shift(timedelta(hours=72))
    assert closing(cast.plan.id)
    page = as_(cast.sam).get("/home")
    assert page.status_code == 200


def test_whoever_hosts_along_takes_over_under_her_own_name(cast: Cast, as_: As, client: FlaskClient) -> None:
    event, path = cast.event, cast.link()
    cohosting.share(cast.hosting, cast.anna, "priya@raman.example", "Priya Raman")
    priya = by_email("priya@raman.example")
    assert priya
    priya.verified_at = now()
    db.session.commit()
    anna = as_(cast.anna)
    assert "goes on. <bdi>Priya Raman</bdi> hosts it from now on" in anna.get(HERE).text
    assert "the name you host by" not in anna.get(HERE).text
    deletes(anna)
    hosting = db.session.scalars(sa.select(Hosting)).one()
    assert (hosting.account_id, hosting.name, hosting.address) == (priya.id, "Priya Raman", "priya@raman.example")
    assert db.session.get_one(Event, event.id).is_coming
    assert db.session.scalars(sa.select(Ending)).all() == []
    (letter,) = letters("takes_over")
    written = KINDS["takes_over"].compose(letter)
    assert written
    assert written.recipient == "priya@raman.example"
    assert "Priya" in client.get(path, follow_redirects=True).text
    assert as_(priya).get(f"/host/events/{event.public_id}").status_code == 200
    assert by_email("anna.brandt@posteo.example") is None


def test_whoever_only_hosts_along_leaves_the_host_alone(cast: Cast, as_: As) -> None:
    event = cast.event
    cohosting.share(cast.hosting, cast.anna, "priya@raman.example", "Priya Raman")
    priya = by_email("priya@raman.example")
    assert priya
    db.session.commit()
    deletes(as_(priya))
    assert db.session.scalars(sa.select(Hosting.cohost_account_id)).one() is None
    assert db.session.get_one(Event, event.id).is_coming


def test_guests_nobody_invited_go_at_once_and_the_others_by_the_usual_rules(
    cast: Cast, as_: As, clock: Traveller
) -> None:
    assert cast.event
    cast.hosting.guests.append(Guest(name="Neverasked"))
    db.session.commit()
    deletes(as_(cast.anna))
    names = set(db.session.scalars(sa.select(Guest.name)))
    assert "Neverasked" not in names
    assert "Kim" in names
    for _month in range(6):
        clock.shift(timedelta(days=31))
        retention.purge()
    assert db.session.scalars(sa.select(Guest)).all() == []
    assert db.session.scalars(sa.select(Account.gone_at).where(Account.gone_at.is_not(None))).all() == []


def test_after_a_host_is_gone_no_letter_to_her_is_tried(cast: Cast, as_: As, clock: Traveller) -> None:
    assert cast.middle
    deletes(as_(cast.anna))
    for _day in range(40):
        clock.shift(timedelta(days=1))
        chores.tick()
        db.session.commit()
        for each in db.session.scalars(sa.select(Letter).where(Letter.state == LetterState.WAITING)):
            written = KINDS[each.kind].compose(each)
            assert written is None or "@" in written.recipient, each.kind


# Both, and the operator


def test_somebody_who_is_both_ends_the_one_and_passes_on_the_other(cast: Cast, as_: As) -> None:
    assert cast.middle
    cast.anna.may_organise = True
    screening.record(cast.anna.id, screening.Outcome.CLEAR)
    hers = plans.start(cast.anna, "Lou", cast.plan.parted)
    db.session.commit()
    page = as_(cast.anna).get(HERE).text
    assert "Your plan ends" in page
    assert "is called off" in page
    deletes(as_(cast.anna))
    told = {row.plan_id: row.told for row in db.session.scalars(sa.select(Closing))}
    assert told == {hers.id: Told.OWN, cast.plan.id: Told.OTHERS}


def test_the_last_operator_is_refused_with_a_kind_word(cast: Cast, as_: As) -> None:
    jo = as_(cast.jo)
    assert "Make somebody else an operator first" in jo.get(HERE).text
    refused = jo.post(HERE, data={"delete": "yes"})
    assert refused.status_code == 409
    assert "Make somebody else an operator first" in refused.text
    assert jo.get("/operator/").status_code == 200
    _another_operator()
    deletes(jo)
    assert by_email("jo@ground.example") is None


def test_a_second_click_and_every_other_browser_find_nothing(cast: Cast, as_: As) -> None:
    sam, elsewhere = as_(cast.sam), as_(cast.sam)
    deletes(sam)
    assert sam.post(HERE, data={"delete": "yes"}).headers["Location"] == "/sign-in"
    assert elsewhere.get("/home").headers["Location"].startswith("/sign-in")


def test_nobody_signs_in_to_what_is_gone(cast: Cast, as_: As, client: FlaskClient) -> None:
    assert cast.event
    handed = sign_in.link(sign_in.hand(cast.sam)).removeprefix("http://localhost")
    deletes(as_(cast.sam))
    assert client.post(handed).status_code == 410
    client.post("/sign-in", data={"email": "sam@posteo.example"})
    assert db.session.scalars(sa.select(sign_in.SignIn.account_id)).all() == [None]
    page = as_(cast.jo).get("/operator/accounts").text
    assert "gone:" not in page
    assert "sam@posteo" not in page


def test_what_somebody_wished_about_mail_outlives_the_account(cast: Cast, as_: As) -> None:
    suppress(fingerprint(cast.sam.email), Scope.SITE)
    deletes(as_(cast.sam))
    assert fingerprint("sam@posteo.example") in everything()


def test_a_number_that_is_given_away_again_brings_no_letter_along(cast: Cast, as_: As) -> None:
    assert cast.event
    deletes(as_(cast.sam))
    number = db.session.scalars(sa.select(Plan.organiser_id)).one()
    cast.clock.shift(timedelta(days=120))
    retention.purge()
    erasing.forget_gone()
    db.session.commit()
    subjects = db.session.scalars(sa.select(Letter.subject)).all()
    assert f"account:{number}" not in subjects
    assert not [each for each in subjects if each.startswith("plan:")]
    assert db.session.scalars(sa.select(Favour)).all() == []
    assert db.session.scalars(sa.select(SharedEvent)).all() == []


# Taking it along


def test_everything_kept_can_be_taken_along_first(cast: Cast, as_: As) -> None:
    assert cast.middle
    sam = as_(cast.sam).get("/account/data.json")
    assert sam.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    kept = sam.get_json()
    assert kept["account"]["address"] == "sam@posteo.example"
    assert kept["plan"]["other_person"] == "Kim"
    assert {each["friend"] for each in kept["plan"]["favours"]} == {"Anna", "Noor"}
    assert kept["plan"]["answers"] == [{"event": cast.event.title, "day": "2026-10-03", "answer": "yes"}]
    assert len(kept["signed_in_browsers"]) == 1
    hosted = as_(cast.anna).get("/account/data.json").get_json()["hosts"]
    assert [each["title"] for each in hosted[0]["events"]] == [cast.event.title]


def test_the_copy_of_an_organiser_holds_nothing_of_guests_and_no_answer_of_a_friend(cast: Cast, as_: As) -> None:
    assert cast.middle
    before = as_(cast.sam).get("/account/data.json").text
    for word in ("Priya", "Tomasz", "No nuts", "Tannery Café", "kim@posteo"):
        assert word not in before
    stop.ask(cast.kim)
    db.session.commit()
    assert as_(cast.sam).get("/account/data.json").text.count("since") - before.count("since") == 1, "a browser more"


def test_the_copy_wants_a_fresh_sign_in(cast: Cast, as_: As, clock: Traveller) -> None:
    sam = as_(cast.sam)
    clock.shift(FRESH)
    assert sam.get("/account/data.json").headers["Location"] == "/account/again?next=/account"
