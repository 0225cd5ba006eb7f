"""A guest reads everything stored about them, corrects it, hides it, takes it along and has it gone (R7)."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.consent import readiness
from coordinator.consent.readiness import GuestReadiness
from coordinator.consent.suppression import is_suppressed
from coordinator.database import db
from coordinator.events import bring, calendar_letter, inviting, question
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.history.shared import SharedEvent
from coordinator.links import link
from coordinator.links.link import Link, Purpose
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.dump import everything
from tests.web.guest.conftest import Guests, Opened


def full(cast: Cast) -> None:
    """Let there be something in every column that can be about Kim."""
    question.ask(cast.event, ["Which game?"], food=True)
    bring.list_items(cast.event, ["Lemonade-canary"])
    asked, item = cast.event.questions[1].id, cast.event.items[0].id
    cast.kim.language, cast.kim.zone, cast.kim.wants_calendar_mail = "de", "Europe/Berlin", True
    cast.says("Kim", Answer.YES, party=2, food="food-canary", item_id=item, words={asked: "question-canary"})
    inviting.mail(cast.invitation())
    calendar_letter.ask(cast.invitation(), "calendar-canary@posteo.example", note=True)
    link.mint(Purpose.CALENDAR, cast.kim.id)
    db.session.execute(sa.update(Letter).where(Letter.kind == "invitation").values(state=LetterState.SENT))
    db.session.commit()


def test_each_thing_is_there_with_who_put_it_there_who_sees_it_and_when_it_goes(cast: Cast, kim: Opened) -> None:
    full(cast)
    page = kim.get("/data?lang=en").text
    for canary in ("food-canary", "question-canary", "Lemonade-canary", "calendar-canary@posteo.example"):
        assert canary in page
    assert "kim@posteo.example" in page
    assert "Europe/Berlin" in page
    assert "You and <bdi>Anna</bdi> see it." in page
    assert "Gone on Saturday 17 October." in page  # two weeks after
    assert "Gone on Saturday 10 October." in page  # the address a week after
    assert "Not stored at all: whether or when you look at this page" in page
    assert "<b>Invitation</b>" in page
    assert "<b>Einladung</b>" in kim.get("/data?lang=de").text


def test_the_other_person_reads_which_name_was_typed_about_her_and_why(cast: Cast, kim: Opened, priya: Opened) -> None:
    sentence = "uses this site to plan being in the same group of people as you again."
    assert sentence in kim.get("/data").text
    assert sentence not in priya.get("/data").text
    assert "Okafor" not in kim.get("/data").text


def test_an_ordinary_guest_reads_when_the_last_of_it_goes(priya: Opened) -> None:
    page = priya.get("/data").text
    assert "Gone on Monday 2 November." in page  # thirty days after
    assert "plan is over" not in page


def test_the_file_holds_the_same(cast: Cast, kim: Opened) -> None:
    full(cast)
    sent = kim.get("/data.json")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="about-you.json"'
    stored = json.loads(sent.data)
    values = {line["what"]: line["value"] for line in stored["stored"]}
    assert values["food"] == "food-canary"
    assert values["answer"] == "yes"
    assert values["name_typed_by_organiser"] == "Kim"
    assert all(line["gone_at_the_latest"] for line in stored["stored"])


def test_nothing_of_other_guests_is_on_it(cast: Cast, kim: Opened) -> None:
    cast.says("Priya", Answer.YES, food="Priya eats no fish")
    for part in ("/data", "/data.json"):
        page = kim.get(part).text
        assert "Priya" not in page
        assert "fish" not in page


def test_a_name_is_corrected_everywhere_and_no_host_changes_it_back(cast: Cast, kim: Opened) -> None:
    assert kim.post("/data/name", name="  Kimberly ").location == f"{kim.path}/data#yours"
    assert cast.kim.name == "Kimberly"
    assert cast.kim.named_by_guest
    assert cast.hosting.other_name == "Kimberly"
    assert cast.plan.other_name == "Kim"  # what Sam typed stays Sam's, and he learns nothing
    assert "For <bdi>Kimberly</bdi>" in kim.get().text


@pytest.mark.parametrize("typed", ["", "  ", "<b>Kim", "kim@posteo.example", "K" * 41])
def test_what_is_no_name_is_said_beside_the_field(cast: Cast, kim: Opened, typed: str) -> None:
    sent = kim.post("/data/name", name=typed)
    assert sent.status_code == 422
    assert 'aria-invalid="true"' in sent.text
    assert "<title>Error: Invitation</title>" in sent.text
    assert cast.kim.name == "Kim"


def shared() -> int:
    db.session.commit()
    return db.session.scalar(sa.select(sa.func.count()).select_from(SharedEvent)) or 0


def test_she_sees_where_she_was_marked_and_from_when_it_shows(cast: Cast, kim: Opened) -> None:
    cast.takes_place("Sam", "Kim")
    page = kim.get("/data").text
    assert "Marked by <bdi>Anna</bdi>." in page
    assert "<bdi>Sam</bdi> sees the date from Tuesday 6 October, 18:30, because you were both there." in page
    cast.clock.move_to(cast.event.shared_from)
    assert "<bdi>Sam</bdi> sees the date, because you were both there." in kim.get("/data").text


def test_hiding_a_date_takes_it_from_the_organiser_and_showing_brings_it_back(cast: Cast, kim: Opened) -> None:
    cast.is_shared()
    where = f"/data/{cast.event.public_id}/hiding"
    assert shared() == 1
    assert kim.post(where, do="hide").location == f"{kim.path}/data#where"
    assert shared() == 0
    assert "Hidden from <bdi>Sam</bdi>." in kim.get("/data").text
    kim.post(where, do="hide")
    assert shared() == 0
    kim.post(where, do="show")
    assert shared() == 1


def test_i_was_not_there_has_the_last_word_and_can_be_taken_back(cast: Cast, kim: Opened) -> None:
    cast.is_shared()
    where = f"/data/{cast.event.public_id}/dispute"
    kim.post(where, do="dispute")
    assert shared() == 0
    assert "You say this isn’t right, so it doesn’t count." in kim.get("/data").text
    kim.post(where, do="withdraw")
    assert shared() == 1


def test_a_bare_button_asks_for_nothing(cast: Cast, kim: Opened) -> None:
    cast.is_shared()
    assert kim.post(f"/data/{cast.event.public_id}/hiding").status_code == 400
    assert kim.post(f"/data/{cast.event.public_id}/dispute", do="everything").status_code == 400
    assert shared() == 1


def test_an_ordinary_guest_sees_their_own_list_and_has_nothing_to_hide_from_anybody(
    cast: Cast, kim: Opened, priya: Opened
) -> None:
    cast.takes_place("Sam", "Priya")
    page = priya.get("/data").text
    assert "Board games at the Tannery" in page
    assert "Hide it from" not in page
    assert "You and <bdi>Anna</bdi> see it." in page
    assert "Where you were" not in kim.get("/data").text
    assert kim.post(f"/data/{cast.event.public_id}/hiding", do="hide").status_code == 404


def test_who_was_marked_absent_by_mistake_can_say_so(cast: Cast, priya: Opened) -> None:
    cast.takes_place()
    marking.mark(cast.event, cast.invitation("Priya").guest, came=False)
    page = priya.get("/data").text
    assert "Where you were not" in page
    assert "I was there" in page


def test_readiness_is_asked_only_after_the_third_shared_event_and_can_be_unticked(
    cast: Cast, kim: Opened, priya: Opened
) -> None:
    cast.is_shared()
    assert "hearing from" not in kim.get("/data").text
    assert kim.post("/data/readiness", ready="yes").status_code == 404
    cast.is_shared_a_third_time()
    page = kim.get("/data").text
    assert "I’d be fine hearing from <bdi>Sam</bdi> directly" in page
    assert 'name="ready" value="yes">' in page
    kim.post("/data/readiness", ready="yes")
    assert db.session.get(GuestReadiness, cast.plan.id)
    assert 'name="ready" value="yes" checked>' in kim.get("/data").text
    kim.post("/data/readiness")
    assert db.session.scalar(sa.select(GuestReadiness)) is None
    assert "hearing from" not in priya.get("/data").text
    assert priya.post("/data/readiness", ready="yes").status_code == 404


def test_deleting_asks_first_and_a_bare_button_deletes_nothing(cast: Cast, kim: Opened) -> None:
    assert " checked" not in kim.get("/data/deletion").text
    before = everything()
    assert kim.post("/data/deletion").status_code == 422
    assert kim.post("/data/deletion", delete="no").location == f"{kim.path}/data"
    assert everything() == before


def test_deleting_leaves_not_one_word_of_hers(cast: Cast, kim: Opened) -> None:
    full(cast)
    readiness.say(GuestReadiness, cast.plan.id, ready=True)
    cast.is_shared()
    ids = (cast.kim.id, cast.invitation().id)
    assert "All of it is gone" in kim.post("/data/deletion?lang=en", delete="yes").text
    left = everything()
    for canary in ("food-canary", "question-canary", "kim@posteo.example", "calendar-canary"):
        assert canary not in left
    assert not db.session.scalars(sa.select(Guest).where(Guest.role == Role.OTHER)).all()
    assert not db.session.scalars(sa.select(Attendance).where(Attendance.guest_id == ids[0])).all()
    assert not db.session.scalars(sa.select(GuestReadiness)).all()
    assert cast.hosting.other_name == ""
    assert cast.event.items[0].invitation_id is None
    assert shared() == 0
    for purpose, subject in ((Purpose.INVITATION, ids[1]), (Purpose.DATA, ids[0]), (Purpose.CALENDAR, ids[0])):
        theirs = (Link.purpose == purpose) & (Link.subject_id == subject)
        assert db.session.scalar(sa.select(Link).where(theirs)) is None
    assert not db.session.scalars(sa.select(Letter).where(Letter.subject == f"invitation:{ids[1]}")).all()
    for part in ("", "/data", "/stop"):
        assert kim.get(part).status_code == 404


def test_a_second_click_and_the_way_back_say_again_that_it_is_gone(kim: Opened, priya: Opened) -> None:
    kim.post("/data/deletion", delete="yes")
    assert "All of it is gone" in kim.post("/data/deletion", delete="yes").text
    assert "All of it is gone" in kim.get("/data/deletion").text
    assert priya.browser.get(f"{kim.path}/data/deletion").status_code == 404, "nobody else is told"


def test_deleting_goes_through_every_hosts_book(cast: Cast, kim: Opened) -> None:
    other = Hosting(
        plan_id=cast.plan.id, account_id=cast.jo.id, name="Noor Haddad", organiser_name="Sam", other_name="Kimberly",
        zone="Europe/London",
    )  # fmt: skip
    db.session.add(other)
    other.guests.append(Guest(name="Kimberly-canary", role=Role.OTHER, address="kim@work.example"))
    db.session.commit()
    assert "Kimberly-canary" in kim.get("/data").text
    kim.post("/data/deletion", delete="yes")
    assert "Kimberly-canary" not in everything()
    assert other.other_name == ""


def test_of_a_wish_to_be_left_out_only_fingerprints_stay(cast: Cast, kim: Opened) -> None:
    fingerprint = cast.kim.fingerprint
    kim.post("/stop", stop="yes")
    assert "You asked not to be at things with <bdi>Sam</bdi>" in kim.get("/data").text
    kim.post("/data/deletion", delete="yes")
    assert is_suppressed(fingerprint, plan_id=cast.plan.id)
    assert "kim@posteo.example" not in everything()


def test_a_deleted_place_is_offered_to_who_waits(cast: Cast, guests: Guests, priya: Opened) -> None:
    cast.event.capacity = 3
    cast.says("Priya", Answer.YES)
    cast.says("Lotte", Answer.YES)
    priya.post("/data/deletion", delete="yes")
    assert "A place is free for you until" in guests("Lotte").get().text


def test_numbers_given_away_again_open_nothing_of_the_next_person(
    cast: Cast, guests: Guests, client: FlaskClient
) -> None:
    last = cast.invitation("Joséphine").guest
    address, number = link.mint(Purpose.DATA, last.id), last.id
    guests("Joséphine").post("/data/deletion", delete="yes")
    db.session.add(Guest(hosting=cast.hosting, name="Somebody new"))
    db.session.commit()
    assert client.get(f"/l/{address}").status_code == 404
    assert number  # SQLite gives the last number away again


def test_ordinary_guests_of_one_name_are_two_people(cast: Cast, priya: Opened) -> None:
    cast.hosting.guests.append(Guest(name="Priya"))
    db.session.commit()
    priya.post("/data/deletion", delete="yes")
    assert db.session.scalars(sa.select(Guest).where(Guest.name == "Priya")).one()


def test_what_is_stored_can_be_read_for_as_long_as_there_is_a_row(cast: Cast, client: FlaskClient) -> None:
    token = link.mint(Purpose.DATA, cast.kim.id)
    cast.clock.move_to(cast.event.ends_at + timedelta(days=300))
    opened = client.get(f"/l/{token}")
    assert client.get(opened.location).status_code == 200


def test_an_address_typed_for_the_calendar_goes_a_week_after_the_event_and_the_answer_a_week_later(
    cast: Cast, kim: Opened
) -> None:
    kim.post("/answer", answer="yes")
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=False)
    db.session.commit()
    goes = {line["what"]: line["gone_at_the_latest"] for line in json.loads(kim.get("/data.json").data)["stored"]}
    assert (goes["address_for_calendar"][:10], goes["answer"][:10]) == ("2026-10-10", "2026-10-17")
