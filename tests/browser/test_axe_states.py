"""What pages look like in the states they can be in: after a choice, with a fault, full, moved, over, called off."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from flask import Flask, abort

from coordinator.clock import now
from coordinator.consent import ending
from coordinator.database import db
from coordinator.errors import TooLate
from coordinator.events import by_calendar, news
from coordinator.events.by_calendar import Heard
from coordinator.events.event import Event
from coordinator.events.kinds import Sort
from coordinator.plans import asking
from coordinator.post import unsubscribe
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.ways import People, asked, opens, signed_in
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, published, span

See = Callable[[Person, str], None]


# ------------------------------------------------------------------------------------------------------------- guests


def test_an_answer_and_what_comes_after(story: Cast, person: People, see: See) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    see(lotte, "invitation")
    lotte.presses("Send my answer", status=422)
    see(lotte, "invitation-nothing-chosen")
    lotte.clicks("Deutsch")
    see(lotte, "invitation-german")
    lotte.clicks("English")
    lotte.clicks("In another time zone?")
    lotte.page.locator("select[name=zone]").select_option("Asia/Tokyo")
    lotte.presses("Use this")
    see(lotte, "invitation-in-tokyo")
    lotte.chooses("I’d rather not say yet")
    lotte.presses("Send my answer")
    see(lotte, "answered-undecided")
    lotte.clicks("Change my answer")
    lotte.chooses("I’ll come")
    see(lotte, "invitation-coming-chosen")
    lotte.presses("Send my answer")
    lotte.opens_all()
    lotte.presses("Mail it to me", status=422)
    see(lotte, "answered-yes-without-address")
    lotte.clicks("Subscribe")
    lotte.presses("Make me an address")
    see(lotte, "subscribed")
    priya = opens(person, "Priya", story.invitation("Priya"))
    priya.clicks("Your answer")
    see(priya, "answered-no")


def test_leaving_reporting_and_deleting(story: Cast, person: People, see: See) -> None:
    kim = opens(person, "Kim", story.invitation())
    kim.clicks("Something not right?")
    kim.presses(re.compile("^Send to"), status=422)
    see(kim, "report-nothing-chosen")
    kim.chooses("Something else")
    kim.presses(re.compile("^Send to"))
    see(kim, "reported")
    kim.clicks(re.compile("^Prefer not"))
    kim.presses("Confirm", status=422)
    see(kim, "stop-nothing-chosen")
    kim.chooses("Leave me out of things with Sam")
    kim.presses("Confirm")
    see(kim, "stopped")
    kim.clicks("What’s stored about you")
    kim.types("Correct your name", "")
    kim.page.locator("form", has=kim.page.get_by_label("Correct your name")).get_by_role("button").click()
    see(kim, "data-without-name")
    kim.clicks("Delete all of it")
    kim.presses("Confirm", status=422)
    see(kim, "deletion-nothing-chosen")
    kim.chooses("Delete everything stored about me")
    kim.presses("Confirm")
    see(kim, "deleted")


def test_a_full_house_a_move_and_the_end(story: Cast, person: People, see: See) -> None:
    event = story.event
    event.capacity = 3
    db.session.commit()
    tomasz = opens(person, "Tomasz", story.invitation("Tomasz"))
    see(tomasz, "invitation-full")
    tomasz.chooses("I’ll come, if a place comes free")
    tomasz.presses("Send my answer")
    see(tomasz, "answered-waiting")
    moves(event, days=1)
    kim = opens(person, "Kim", story.invitation())
    see(kim, "invitation-moved")
    news.call_off(event, "The oven is broken. Another time.")
    db.session.commit()
    kim.goes_to(kim.page.url)
    see(kim, "invitation-called-off")


def test_looking_back_as_a_guest(story: Cast, person: People, see: See) -> None:
    story.is_shared()
    kim = opens(person, "Kim", story.invitation())
    see(kim, "invitation-over")
    kim.clicks("What’s stored about you")
    see(kim, "data-shared")
    kim.presses("Hide it from Sam")
    see(kim, "data-hidden")
    kim.presses("I wasn’t there")
    see(kim, "data-disputed")


def test_being_ready_on_both_sides(story: Cast, person: People, see: See) -> None:
    story.is_shared_a_third_time()
    kim, sam = opens(person, "Kim", story.invitation()), signed_in(person, story.sam)
    kim.clicks("What’s stored about you")
    kim.chooses("I’d be fine hearing from Sam directly")
    kim.page.locator("form", has=kim.page.get_by_label("I’d be fine")).get_by_role("button").click()
    see(kim, "data-ready")
    sam.goes_to("/history")
    sam.chooses("I’d be glad to talk")
    sam.page.locator("form", has=sam.page.get_by_label("I’d be glad")).get_by_role("button").click()
    sam.sees("Saved.")
    see(sam, "history-ready")
    anna = signed_in(person, story.anna)
    anna.goes_to("/host/")
    see(anna, "host-home-both-ready")
    anna.goes_to(f"/host/events/{story.event.public_id}")
    see(anna, "board-both-ready")


def test_a_stop_that_others_may_know_of(story: Cast, person: People, see: See, site: Site) -> None:
    kim = opens(person, "Kim", story.invitation())
    kim.clicks(re.compile("^Prefer not"))
    kim.chooses("Leave me out of things with Sam")
    kim.chooses("Anna may know I asked")
    kim.chooses("Sam may know I asked")
    kim.presses("Confirm")
    see(kim, "stopped-known")
    anna = signed_in(person, story.anna)
    anna.goes_to(f"/host/events/{story.event.public_id}")
    see(anna, "board-left")
    site.wait(days=4)
    sam = signed_in(person, story.sam)
    see(sam, "over-asked")


def test_no_more_mail(app: Flask, person: People, see: See) -> None:
    zed = person("Zed", scripts=True)
    zed.goes_to(f"/u/{unsubscribe.token('zed@posteo.example')}")
    see(zed, "unsubscribe")
    zed.presses("Confirm", status=422)
    see(zed, "unsubscribe-nothing-chosen")


def test_choosing_between_days(cast: Cast, person: People, see: See, site: Site) -> None:
    event = published(cast, spans=(span(), span(OCTOBER + timedelta(days=1)), span(OCTOBER + timedelta(days=7))))
    kim = opens(person, "Kim", invited(event, "Kim"))
    see(kim, "dates")
    kim.presses("Send my answer", status=422)
    see(kim, "dates-nothing-chosen")
    kim.page.get_by_label("Maybe").first.check()
    kim.presses("Send my answer")
    see(kim, "dates-answered")
    anna = signed_in(person, cast.anna)
    anna.goes_to(f"/host/events/{event.public_id}")
    see(anna, "board-dates")


# ------------------------------------------------------------------------------------------------------------ friends


def test_a_favour_in_every_state(cast: Cast, person: People, see: See) -> None:
    noor = asked(person, "Noor", cast.noors_favour)
    see(noor, "favour")
    favour = noor.page.url
    for answer in ("no", "never", "veto"):
        noor.goes_to(f"{favour}/check?answer={answer}")
        see(noor, f"favour-{answer}")
    noor.presses("Send this answer")
    see(noor, "favour-vetoed")
    anna = asked(person, "Anna", cast.favour)
    anna.presses("I’d be glad to host")
    see(anna, "favour-questions")
    anna.presses("Continue", status=422)
    see(anna, "favour-questions-unanswered")
    for number in range(4):
        anna.page.get_by_label("No", exact=True).nth(number).check()
    anna.presses("Continue")
    see(anna, "favour-host")
    anna.presses("I’ll host", status=422)
    see(anna, "favour-host-empty")
    for label, words in {"Your name": "Anna", "The one": "Sam", "The other": "Kim", "e-mail": "anna@b.example"}.items():
        anna.types(re.compile(label), words)
    anna.presses("I’ll host")
    see(anna, "favour-hosting")
    anna.clicks(re.compile("^Nothing came"))
    see(anna, "favour-address")
    anna.clicks("Back")


def test_a_favour_that_is_over(cast: Cast, person: People, see: See) -> None:
    anna = asked(person, "Anna", cast.favour)
    noor = asked(person, "Noor", cast.noors_favour)
    anna_s, noor_s = anna.page.url, noor.page.url
    cast.favour.withdraw()
    cast.clock.move_to(cast.noors_favour.lapses_at)
    db.session.commit()
    noor.goes_to(noor_s, status=410)
    see(noor, "favour-lapsed")
    anna.goes_to(anna_s, status=410)
    see(anna, "favour-no-longer-needed")


# -------------------------------------------------------------------------------------------------------------- hosts


def test_making_an_event(cast: Cast, person: People, see: See) -> None:
    assert cast.hosting
    anna = signed_in(person, cast.anna)
    see(anna, "host-home")
    anna.clicks("Create an event")
    see(anna, "create")
    anna.presses("See the invitation", status=422)
    see(anna, "create-empty")
    fills_in(anna)
    anna.presses("Save for later")
    see(anna, "host-home-with-a-draft")
    anna.clicks("Go on with it")
    anna.chooses("Offer a few days")
    see(anna, "create-days")
    anna.chooses("Yes, one day")
    anna.presses("See the invitation")
    see(anna, "preview")
    anna.presses("Use this and add guests")
    see(anna, "board-nobody-yet")
    anna.types("First names, one per line", "Priya\nTomasz\nLotte\nJoséphine-Marguerite de Montmorency")
    anna.chooses("Kim")
    anna.presses("Make their links")
    see(anna, "board-links")
    anna.goes_to("/host/")
    anna.page.locator("summary", has_text="Kim").click()
    anna.presses(re.compile("new link"), inside=anna.page.locator("details[open]"))
    see(anna, "board-one-link")
    anna.clicks("Change day, place or words")
    anna.types("Title" if anna.page.get_by_label("Title").count() else "What is it called?", "")
    anna.presses("Save the change", status=422)
    see(anna, "change-with-a-fault")


def fills_in(anna: Person) -> None:
    """Fill in an event with nothing wrong."""
    anna.chooses("Picnic")
    anna.types("What is it called?", "Picnic by the weir")
    anna.chooses("Yes, one day")
    anna.types(re.compile("^Day"), "2026-10-03")
    anna.types("From", "12:00")
    anna.types("Until", "15:00")
    anna.types("Place", "The weir, by the wooden bridge")
    anna.chooses("A public place")
    anna.types("How many people can come?", "10")


def test_calling_off_and_stepping_back(story: Cast, person: People, see: See) -> None:
    anna = signed_in(person, story.anna)
    anna.clicks("Leave Sam out")
    anna.presses("Leave Sam out")
    see(anna, "left-out")
    db.session.commit()
    story.clock.shift(timedelta(days=4))
    anna = signed_in(person, story.anna)
    see(anna, "board-plan-over")
    anna.clicks("Call it off")
    anna.types("A word to your guests", "https://evil.example")
    anna.presses("Call it off and tell everyone", status=422)
    see(anna, "call-off-with-a-fault")
    anna.types("A word to your guests", "The oven is broken.")
    anna.presses("Call it off and tell everyone")
    see(anna, "board-called-off")
    anna.clicks("Step back from this")
    anna.presses("Step back")
    see(anna, "stepped-back")


def test_the_morning_after(story: Cast, person: People, see: See) -> None:
    story.takes_place()
    anna = signed_in(person, story.anna)
    see(anna, "host-home-the-morning-after")
    anna.goes_to("/host/who-came")
    see(anna, "who-came")
    anna.types("Anyone else who dropped in?", "www.evil.example")
    anna.presses("Save", status=422)
    see(anna, "who-came-with-a-fault")
    anna.types("Anyone else who dropped in?", "Grace, Mehmet")
    anna.presses("Save")
    see(anna, "who-came-saved")
    story.clock.shift(timedelta(days=4))
    anna = signed_in(person, story.anna)
    anna.goes_to("/host/who-came")
    see(anna, "who-came-frozen")


# ---------------------------------------------------------------------------------------------------------- organiser


def test_starting_a_plan(cast: Cast, person: People, see: See) -> None:
    sam = signed_in(person, cast.sam)
    see(sam, "start")
    sam.clicks("Continue")
    see(sam, "start-question")
    sam.presses("Continue", status=422)
    see(sam, "start-question-unanswered")
    for _ in range(4):
        sam.chooses("No")
        sam.presses("Continue")
    see(sam, "start-month")
    sam.presses("Continue", status=422)
    see(sam, "start-month-empty")
    sam.picks("Month", "August")
    sam.types("Year", "2026")
    sam.presses("Continue", status=409)
    see(sam, "start-not-just-yet")
    sam.goes_to("/start/month")
    sam.picks("Month", "February")
    sam.types("Year", "2026")
    sam.presses("Continue")
    see(sam, "start-name")
    sam.presses("Save and close", status=422)
    see(sam, "start-name-empty")
    sam.types("The other person’s first name", "Kim")
    sam.presses("Save and close")
    see(sam, "home-sleep-on-it")


def test_not_the_right_tool(cast: Cast, person: People, see: See) -> None:
    sam = signed_in(person, cast.sam)
    sam.goes_to("/start/1")
    sam.chooses("I’m not sure")
    sam.presses("Continue")
    see(sam, "start-not-now")


def test_the_organisers_home(cast: Cast, person: People, see: See) -> None:
    assert cast.plan
    sam = signed_in(person, cast.sam)
    see(sam, "home-first")
    sam.goes_to("/favours/new")
    sam.presses("Ask", status=422)
    see(sam, "favour-new-empty")
    friend = cast.friend("Noor", "noor@haddad.example")
    cast.clock.shift(timedelta(hours=12))
    favour = asking.ask(cast.plan, friend, line="", by_mail=True)
    db.session.commit()
    sam = signed_in(person, cast.sam)
    see(sam, "home-at-night")
    cast.clock.move_to(favour.lapses_at)
    sam = signed_in(person, cast.sam)
    see(sam, "home-no-host")
    sam.clicks("Leave it here")
    sam.presses("Leave it here")
    see(sam, "home-left")


def test_the_organiser_looks_back_and_hears_of_an_end(story: Cast, person: People, see: See) -> None:
    story.clock.move_to(story.event.shows_place_at)
    sam = signed_in(person, story.sam)
    see(sam, "home-with-the-place")
    story.is_shared()
    sam = signed_in(person, story.sam)
    sam.goes_to("/history")
    see(sam, "history")
    ending.end(story.plan.id, ending.Cause.HOST)
    db.session.commit()
    story.clock.shift(timedelta(days=4))
    sam = signed_in(person, story.sam)
    see(sam, "home-over")


# ------------------------------------------------------------------------------------------------------------ anybody


def test_signing_in_and_finding_a_link(cast: Cast, person: People, see: See) -> None:
    assert cast.sam
    sam = person("Sam", scripts=True)
    sam.goes_to("/sign-in")
    sam.presses("Mail me a code", status=422)
    see(sam, "sign-in-empty")
    sam.types("Your e-mail address", "sam@posteo.example")
    sam.presses("Mail me a code")
    see(sam, "sign-in-code")
    sam.types("Six digits", "000000")
    sam.presses("Sign in", status=422)
    see(sam, "sign-in-wrong-code")
    sam.goes_to("/find")
    sam.types("Your e-mail address", "nobody")
    sam.page.locator("main button").click()
    see(sam, "find-with-a-fault")
    sam.types("Your e-mail address", "kim@posteo.example")
    sam.page.locator("main button").click()
    see(sam, "found")
    sam.goes_to("/undo")
    sam.types("Your code", "AAAA-BBBB")
    sam.page.locator("main button").click()
    see(sam, "undo-with-a-fault")


def test_pages_for_what_went_wrong(app: Flask, site: Site, person: People, see: See) -> None:
    app.add_url_rule("/wrong/<int:status>", "front.wrong", goes_wrong)
    somebody = person("Somebody", scripts=True)
    for status in (400, 403, 404, 409, 410, 413, 429, 500):
        somebody.goes_to(f"/wrong/{status}", status)
        see(somebody, f"error-{status}")
    assert "nobody but a test" in site.faults.pop()
    assert "status of 500" in somebody.faults.pop()


def goes_wrong(status: int) -> NoReturn:
    """Fail in one of the ways there are."""
    if status == 409:
        raise TooLate
    if status == 500:
        raise RuntimeError("nobody but a test breaks like this")
    abort(status)


def moves(event: Event, *, days: int) -> None:
    """Move an event by some days, and to another place."""
    by = timedelta(days=days)
    news.move(
        event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, zone=event.zone, place="The Corn Exchange",
        address="2 Corn Street, Bristol BS1 1JQ", sort=Sort.PUBLIC,
    )  # fmt: skip
    db.session.commit()


def test_files_a_host_brings_along_and_what_calendars_say(
    story: Cast, person: People, see: See, tmp_path: Path
) -> None:
    kim = story.invitation()
    heard = Heard(story.event.sequence, now(), signed=("k.berger@work.example",), comment="Could it begin later?")
    by_calendar.propose(kim, story.event.starts_at + timedelta(hours=1), heard)
    db.session.commit()
    anna = signed_in(person, story.anna)
    anna.goes_to(f"/host/events/{story.event.public_id}")
    see(anna, "board-with-a-proposal")
    anna.goes_to(f"/host/{story.hosting.public_id}/book")
    anna.opens_all()
    anna.presses("Read the file", status=422)
    see(anna, "book-without-a-file")
    cards = tmp_path / "people.csv"
    cards.write_text("Name,E-mail\nAda,ada@x.example\nNuala,nuala\nKim,\nPriya,\n")
    anna.page.locator("input[type=file]").set_input_files(cards)
    anna.presses("Read the file")
    see(anna, "people-in-a-file")
    anna.chooses("Ada, ada@x.example")
    anna.presses("Write them down")
    anna.sees("One person is new in your book.")
