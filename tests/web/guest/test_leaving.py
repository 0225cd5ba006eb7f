"""Somebody prefers not to be at things with Sam: no account, no reason, at once; or says that something isn't right."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.consent import stop as stops
from coordinator.consent.ending import closing, has_ended
from coordinator.consent.report import About, Report
from coordinator.consent.stop import Stop
from coordinator.consent.suppression import Scope, is_suppressed, suppress
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import calendar_letter, inviting
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.web.guest.conftest import Guests, Opened

CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")


def stored() -> list[Stop]:
    db.session.commit()
    return list(db.session.scalars(sa.select(Stop)))


def test_the_page_asks_without_a_default_and_says_what_will_be_so(kim: Opened) -> None:
    page = kim.get("/stop").text
    assert "Leave me out of things with <bdi>Sam</bdi>" in page
    assert "Keep things as they are" in page
    assert "You keep your place on Saturday 3 October if you want it." in page
    assert "People can sometimes guess." in page
    assert " checked" not in page
    assert page.count('type="checkbox"') == 3


def test_leaving_weighs_as_much_as_any_other_way_on_every_invitation(kim: Opened) -> None:
    rows = re.findall(r"<li><a href=[^>]+><span>(.*?)</span></a></li>", kim.get().text)
    assert rows[0] == "Prefer not to be at things with <bdi>Sam</bdi>?"
    assert len(rows) == 3


def test_all_guests_are_asked_the_same(kim: Opened, priya: Opened) -> None:
    same = []
    for guest in (kim, priya):
        lines = guest.get("/stop").text.replace(guest.path, "").splitlines()
        same.append([line for line in lines if "csrf_token" not in line])
    assert same[0] == same[1]


def test_one_choice_and_one_button_are_enough_and_it_counts_at_once(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    page = kim.sees("/stop", stop="yes")
    assert page.status_code == 200
    assert "<h1>Done</h1>" in page.text
    assert CODE.search(page.text)
    assert "<bdi>Sam</bdi> is being told not to come." in page.text
    assert "Bristol listening line" in page.text
    assert has_ended(cast.plan.id)
    assert closing(cast.plan.id) is None
    assert cast.invitation().answer is Answer.YES
    assert kim.get().status_code == 200


def test_the_organiser_is_told_at_the_latest_before_he_would_read_the_place(cast: Cast, kim: Opened) -> None:
    kim.post("/stop", stop="yes")
    cast.clock.shift(timedelta(hours=73))
    assert closing(cast.plan.id)
    assert "<bdi>Sam</bdi> isn’t coming." in kim.get().text


def test_a_button_without_a_choice_does_nothing_and_says_what_is_missing(kim: Opened) -> None:
    sent = kim.post("/stop", host="y")
    assert sent.status_code == 422
    assert sent.text.count("Choose one of the two") == 2
    assert 'name="host" type="checkbox" value="y" checked' in sent.text or "checked" in sent.text
    assert stored() == []
    assert kim.post("/stop", stop="perhaps").status_code == 422
    assert stored() == []


def test_keeping_things_as_they_are_leads_back(kim: Opened) -> None:
    assert kim.post("/stop", stop="no").location == kim.path
    assert stored() == []


@pytest.mark.parametrize("tick", ["all", "host", "organiser"])
def test_a_tick_beside_keeping_things_is_not_lost_without_a_word(kim: Opened, tick: str) -> None:
    page = kim.post("/stop", stop="no", **{tick: "y"})
    assert page.status_code == 422
    assert "What you ticked below goes with “Leave me out”." in page.text
    assert page.text.count(" checked") == 2, "what was chosen and ticked stays"
    assert stored() == []


def test_the_code_is_shown_for_ten_minutes_in_any_language(cast: Cast, kim: Opened) -> None:
    shown = CODE.search(kim.sees("/stop", stop="yes").text)
    assert shown
    assert shown[0] in kim.get("/stop").text
    assert shown[0] in kim.get("/stop?lang=de").text
    cast.clock.shift(timedelta(minutes=10))
    assert "You’re left out already" in kim.get("/stop?lang=en").text
    assert not CODE.search(kim.get("/stop").text)


def test_no_other_browser_shows_the_code(kim: Opened, guests: Guests) -> None:
    assert CODE.search(kim.sees("/stop", stop="yes").text)
    assert not CODE.search(guests("Kim").get("/stop").text)


def test_a_second_click_asks_once_and_shows_the_same_code(kim: Opened) -> None:
    first = CODE.search(kim.sees("/stop", stop="yes", csrf_token="the same form").text)
    again = CODE.search(kim.sees("/stop", stop="yes", csrf_token="the same form").text)
    assert first
    assert again
    assert first[0] == again[0]
    assert len(stored()) == 1


def test_another_form_asks_for_nothing_anew_and_shows_no_code(kim: Opened) -> None:
    kim.post("/stop", stop="yes", csrf_token="one form")
    again = kim.sees("/stop", stop="yes", csrf_token="another form").text
    assert "You’re left out already" in again
    assert not CODE.search(again)
    assert len(stored()) == 1


def test_ticks_are_kept_as_she_set_them_and_all_are_off_by_themselves(cast: Cast, kim: Opened, priya: Opened) -> None:
    kim.post("/stop", stop="yes")
    page = priya.sees("/stop", stop="yes", host="y", organiser="y", all="y").text
    assert "this site doesn’t write to <bdi>Sam</bdi> about you" in page
    hers, priyas = stored()
    assert (hers.host_may_know, hers.organiser_may_know, hers.nothing_from_here) == (False, False, False)
    assert (priyas.host_may_know, priyas.organiser_may_know, priyas.nothing_from_here) == (True, True, True)
    assert is_suppressed(cast.invitation("Priya").guest.fingerprint)
    assert not is_suppressed(cast.kim.fingerprint)
    assert is_suppressed(cast.kim.fingerprint, plan_id=cast.plan.id)


def test_it_says_whether_he_will_be_told(kim: Opened) -> None:
    page = kim.sees("/stop", stop="yes", organiser="y").text
    assert "<bdi>Sam</bdi> is told that you asked, as you ticked." in page
    assert "isn’t told" not in page
    assert "is told that you asked" in kim.get("/stop").text


def test_an_ordinary_guests_wish_ends_no_plan_and_promises_nothing_of_the_sort(cast: Cast, priya: Opened) -> None:
    page = priya.sees("/stop", stop="yes").text
    assert "<bdi>Sam</bdi> may be there." in page
    assert "told not to come" not in page
    assert not has_ended(cast.plan.id)


def test_an_ordinary_guest_is_not_invited_again_and_stays_where_they_are(cast: Cast, priya: Opened) -> None:
    priya.post("/stop", stop="yes")
    guest = cast.invitation("Priya").guest
    assert inviting.invite(cast.event, guest) is cast.invitation("Priya")
    inviting.withdraw(cast.invitation("Priya"))
    with pytest.raises(NotPossible):
        inviting.invite(cast.event, guest)


def test_letters_that_wait_are_taken_back_and_none_is_owed_any_more(cast: Cast, kim: Opened) -> None:
    inviting.mail(cast.invitation())
    calendar_letter.ask(cast.invitation(), "kim@other.example", note=True)
    kim.post("/stop", stop="yes")
    states = set(db.session.scalars(sa.select(Letter.state).where(Letter.queue == f"guest:{cast.kim.id}")))
    assert states == {LetterState.TAKEN_BACK}
    assert cast.invitation().calendar_address is None
    assert not cast.invitation().wants_note


def test_nothing_is_mailed_to_an_address_the_host_types_afterwards(cast: Cast, kim: Opened) -> None:
    kim.post("/stop", stop="yes")
    cast.kim.reach_at("kim@elsewhere.example")
    inviting.mail(cast.invitation())
    waiting = (Letter.kind == "invitation") & (Letter.state == LetterState.WAITING)
    assert db.session.scalar(sa.select(sa.func.count()).where(waiting)) == 0


def test_the_code_alone_undoes_it_and_nothing_starts_again(cast: Cast, kim: Opened) -> None:
    found = CODE.search(kim.sees("/stop", stop="yes").text)
    assert found
    assert not stops.undo("2222-2222")
    assert stops.undo(found[0].lower().replace("-", " "))
    assert has_ended(cast.plan.id)
    assert "What would you like?" in kim.get("/stop").text


def test_undoing_a_wish_keeps_what_else_an_address_asked_for(cast: Cast, kim: Opened) -> None:
    assert cast.kim.fingerprint
    suppress(cast.kim.fingerprint, Scope.SITE)  # "no more mail", from a letter's footer
    found = CODE.search(kim.sees("/stop", stop="yes").text)
    assert found
    stops.undo(found[0])
    assert is_suppressed(cast.kim.fingerprint)


def test_a_wish_said_through_one_hosts_link_holds_for_every_hosts(cast: Cast, kim: Opened) -> None:
    other = Hosting(
        plan_id=cast.plan.id, account_id=cast.jo.id, name="Noor Haddad", organiser_name="Sam", other_name="Kimberly",
        zone="Europe/London",
    )  # fmt: skip
    twin = Guest(hosting=other, name="Kimberly", role=Role.OTHER)
    twin.reach_at("kim@work.example")
    db.session.add(other)
    db.session.commit()
    kim.post("/stop", stop="yes")
    assert stops.of_person(twin)
    assert is_suppressed(twin.fingerprint, plan_id=cast.plan.id)


def test_after_the_event_no_place_is_spoken_of(cast: Cast, kim: Opened) -> None:
    cast.clock.move_to(cast.event.ends_at + timedelta(days=1))
    assert "your place" not in kim.get("/stop").text
    page = kim.sees("/stop", stop="yes").text
    assert "You won’t be invited to things with <bdi>Sam</bdi>." in page
    assert "place" not in page.partition("<main")[2].partition("</main>")[0]


def test_something_not_right_goes_to_the_operator_without_a_name(cast: Cast, kim: Opened) -> None:
    assert "Tell <bdi>Jo</bdi>, who runs this site." in kim.get("/report").text
    sent = kim.post("/report", about="contact", words="I don’t want this. Write to kim@posteo.example")
    assert sent.status_code == 200
    told = db.session.scalars(sa.select(Report)).one()
    assert (told.about, told.plan_id) == (About.CONTACT, cast.plan.id)
    assert "kim@posteo.example" in told.words
    assert told.code in sent.text


def test_a_report_sent_twice_is_one_with_one_number(kim: Opened) -> None:
    said = {"about": "other", "words": "One thing", "csrf_token": "one form"}
    pages = [kim.post("/report", **said).text for _ in range(2)]
    (told,) = db.session.scalars(sa.select(Report)).all()
    assert all(told.code in page for page in pages)
    kim.post("/report", **said | {"words": "Another thing"})
    assert len(db.session.scalars(sa.select(Report)).all()) == 2


@pytest.mark.parametrize(
    "sent", [{}, {"about": "spam"}, {"words": "only words"}, {"about": "other", "words": "x" * 501}]
)
def test_a_report_that_is_not_one_keeps_what_was_typed_and_sends_nothing(kim: Opened, sent: dict[str, str]) -> None:
    page = kim.post("/report", **sent)
    assert page.status_code == 422
    assert sent.get("words", "") in page.text
    assert db.session.scalars(sa.select(Report)).all() == []


def test_leaving_works_for_whoever_has_a_link_from_a_letters_footer(cast: Cast, guests: Guests) -> None:
    lotte = guests("Lotte")
    cast.clock.move_to(cast.event.ends_at + timedelta(days=20))
    assert lotte.get().status_code == 404
    assert lotte.sees("/stop", stop="yes").status_code == 200
