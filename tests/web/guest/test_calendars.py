"""A guest takes a date into their own calendar: as a file, by following a feed, or by mail if they ask for that."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from coordinator import create_app
from coordinator.consent.stop import ask as leave_out
from coordinator.database import db
from coordinator.events import dates, inviting, news
from coordinator.events.invitation import Answer
from coordinator.events.inviting import make_link
from coordinator.events.outline import Span
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.post.outbox import Letter, LetterState
from coordinator.settings import Settings, Smtp
from tests.browsers import Browser
from tests.cast import Cast
from tests.web.guest.conftest import Opened, counted

ROW = re.compile(r'<li><a href="([^"]+)"><span>([^<]+)<small>(.*?)</small></span></a></li>', re.DOTALL)
WAYS = ("webcal:", "https://calendar.google.com/", "https://outlook.live.com/", "https://outlook.office.com/")


def entries(body: bytes) -> list[dict[str, Any]]:
    return [{name: each[name] for name in each} for each in Calendar.from_ical(body).walk("VEVENT")]


@pytest.fixture
def feed(cast: Cast) -> str:
    """Return the path of Kim's own feed."""
    token = link.mint(Purpose.CALENDAR, cast.invitation().guest_id)
    db.session.commit()
    return f"/c/{token}.ics"


def test_the_file_has_no_method_no_people_and_no_link(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    with counted() as statements:
        file = kim.get("/event.ics")
    assert len(statements) == 1
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="event.ics"'
    assert file.headers["Cache-Control"] == "private"
    for never in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"http", b"Kim", b"Sam", b"VALARM"):
        assert never not in file.data
    (entry,) = entries(file.data)
    assert entry["UID"] == cast.event.uid
    assert entry["STATUS"] == "CONFIRMED"
    assert kim.get("/event.ics", headers={"If-None-Match": file.headers["ETag"]}).status_code == 304


def test_the_page_after_a_yes_has_the_ways_in_and_says_who_learns_what(kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    page = kim.get("/answered").text
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in page
    assert "https://outlook.live.com/calendar/deeplink/compose?" in page
    assert "Opens Google, which then sees title, time and place." in page
    assert f'href="{kim.path}/event.ics"' in page
    assert "Google may take a day." in page
    assert "Have a calendar invitation mailed to me" not in page  # there is no SMTP here


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar"])
def test_every_way_in_is_a_plain_link_with_a_line_of_help_in_every_language(kim: Opened, language: str) -> None:
    kim.browser.get(f"/?lang={language}")
    kim.post("/answer", answer="yes")
    pages = kim.get("/answered").text, kim.sees("/subscription", address="new").text
    assert all(f'lang="{language}' in page and "<script" not in page for page in pages)
    rows = ROW.findall(pages[0]) + ROW.findall(pages[1])
    ways = [(target, name, words) for target, name, words in rows if target.startswith(WAYS) or ".ics" in target]
    assert len(ways) == 9
    assert all(name.strip() and len(words.strip()) > 20 for _target, name, words in ways)


def test_an_own_feed_is_made_by_a_button_and_its_address_is_shown_for_ten_minutes(cast: Cast, kim: Opened) -> None:
    assert "cal_" not in kim.get("/subscription").text
    assert not link.is_any(Purpose.CALENDAR, cast.kim.id)
    page = kim.sees("/subscription", address="new").text
    token = page.partition("http://localhost/c/")[2].partition(".ics")[0]
    assert f"webcal://localhost/c/{token}.ics" in page
    assert len(f"http://localhost/c/{token}.ics") < 256
    assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fc%2F{token}.ics" in page
    for office in ("live", "office"):
        url = f"https%3A%2F%2Flocalhost%2Fc%2F{token}.ics".replace("https", "http")
        assert (
            f"https://outlook.{office}.com/calendar/0/addfromweb?url={url}&amp;name=Invitations%20from%20Anna" in page
        )
    assert "may take a day" in page
    assert kim.browser.get(f"/c/{token}.ics").status_code == 200
    assert token in kim.get("/subscription").text
    cast.clock.shift(timedelta(minutes=10))
    assert token not in kim.get("/subscription").text
    kim.post("/subscription", address="new")
    assert kim.browser.get(f"/c/{token}.ics").status_code == 404


def test_the_same_form_sent_twice_makes_one_address(kim: Opened) -> None:
    pages = [kim.sees("/subscription", address="new", csrf_token="one form").text for _ in range(2)]
    first, second = (re.findall(r"/c/cal_[\w-]{43}.ics", page)[0] for page in pages)
    assert first == second
    kim.post("/subscription", address="off")
    assert "cal_" not in kim.sees("/subscription", address="new", csrf_token="one form").text, "it was switched off"


def test_a_feed_can_be_switched_off_and_a_bare_post_does_neither(kim: Opened, feed: str) -> None:
    assert kim.post("/subscription").status_code == 422
    assert kim.browser.get(feed).status_code == 200
    kim.post("/subscription", address="off")
    assert kim.browser.get(feed).status_code == 404


@pytest.mark.parametrize(
    ("answer", "status", "busy"),
    [(None, "TENTATIVE", "TRANSPARENT"), ("undecided", "TENTATIVE", "TRANSPARENT"), ("yes", "CONFIRMED", "OPAQUE")],
)
def test_a_feed_follows_the_answer(kim: Opened, feed: str, answer: str | None, status: str, busy: str) -> None:
    if answer:
        kim.post("/answer", answer=answer)
    (entry,) = entries(kim.browser.get(feed).data)
    assert (entry["STATUS"], entry["TRANSP"]) == (status, busy)


def test_what_was_declined_or_withdrawn_is_not_in_the_feed(cast: Cast, kim: Opened, feed: str) -> None:
    kim.post("/answer", answer="no")
    assert entries(kim.browser.get(feed).data) == []
    kim.post("/answer", answer="yes")
    assert len(entries(kim.browser.get(feed).data)) == 1
    inviting.withdraw(cast.invitation())
    assert entries(kim.browser.get(feed).data) == []


def test_what_was_called_off_stays_thirty_days_as_cancelled(cast: Cast, kim: Opened, feed: str) -> None:
    before = entries(kim.browser.get(feed).data)[0]
    news.call_off(cast.event)
    after = entries(kim.browser.get(feed).data)[0]
    assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    cast.clock.shift(timedelta(days=31))
    assert entries(kim.browser.get(feed).data) == []


def test_a_day_that_is_not_picked_yet_is_in_no_calendar(cast: Cast, kim: Opened, feed: str) -> None:
    dates.offer(cast.event, [Span(cast.event.starts_at, cast.event.ends_at)])
    assert entries(kim.browser.get(feed).data) == []
    assert kim.get("/event.ics").status_code == 404


def test_a_feed_is_the_same_bytes_whenever_it_is_fetched_and_unchanged_costs_one_statement(
    cast: Cast, kim: Opened, feed: str
) -> None:
    first = kim.browser.get(feed)
    cast.clock.shift(timedelta(hours=9))
    again = kim.browser.get(feed)
    assert again.data == first.data
    with counted() as statements:
        same = kim.browser.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert len(statements) == 1
    assert kim.browser.head(feed).headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private"
    cast.event.reword(title="Board games, still at the Tannery")
    assert kim.browser.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_feed_never_carries_a_link_or_anybodys_name_but_the_hosts(cast: Cast, kim: Opened, feed: str) -> None:
    body = kim.browser.get(feed).data
    for never in (b"http", b"Kim", b"Sam", b"Priya", b"_", b"METHOD"):
        assert never not in body.replace(b"X-WR-CALNAME", b"")
    assert b"NAME:Invitations from Anna" in body
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in body


def test_leaving_keeps_the_date_in_the_calendar_because_the_place_stays_theirs(
    cast: Cast, kim: Opened, feed: str
) -> None:
    kim.post("/answer", answer="yes")
    leave_out(cast.kim)
    assert entries(kim.browser.get(feed).data)[0]["STATUS"] == "CONFIRMED"


@pytest.fixture
def mailing(settings: Settings, cast: Cast) -> Iterator[Callable[[], Opened]]:
    """Return a way to Kim at an instance that can mail."""
    app = create_app(replace(settings, smtp=Smtp(host="localhost")))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser

    def opened() -> Opened:
        address = make_link(cast.invitation())
        browser = app.test_client()
        browser.get(address.removeprefix("http://localhost"))
        return Opened(browser, f"/i/{cast.invitation().public_id}")

    with app.app_context():
        yield opened
        db.session.remove()
        db.engine.dispose()


def letters() -> list[tuple[str, str, LetterState]]:
    db.session.commit()
    owed = sa.select(Letter.kind, Letter.subject, Letter.state).where(Letter.kind == "calendar").order_by(Letter.id)
    return [tuple(row) for row in db.session.execute(owed)]  # type: ignore[misc]


def test_a_calendar_invitation_is_mailed_only_to_an_address_typed_for_that(
    cast: Cast, mailing: Callable[[], Opened]
) -> None:
    kim = mailing()
    kim.post("/answer", answer="yes")
    assert "Have a calendar invitation mailed to me" in kim.get("/answered").text
    assert kim.post("/calendar-letter", mail="Kim@Posteo.example", note="y").status_code == 303
    assert cast.invitation().calendar_address == "kim@posteo.example"
    assert cast.invitation().wants_note
    subject = f"invitation:{cast.invitation().id}"
    assert letters() == [("calendar", subject, LetterState.WAITING)]
    assert "It’s on its way." in kim.get("/answered").text
    cast.clock.shift(timedelta(minutes=1))
    kim.post("/calendar-letter", mail="kim@other.example")
    assert not cast.invitation().wants_note
    assert letters() == [("calendar", subject, LetterState.TAKEN_BACK), ("calendar", subject, LetterState.WAITING)]


@pytest.mark.parametrize(
    "typed", ["", "kim", "kim@", "a@b.example, c@d.example", "kim@posteo.example\r\nBcc: x@y.example"]
)
def test_what_is_no_address_is_said_beside_the_field_and_stays_there(
    cast: Cast, mailing: Callable[[], Opened], typed: str
) -> None:
    kim = mailing()
    kim.post("/answer", answer="yes")
    sent = kim.post("/calendar-letter", mail=typed, note="y")
    assert sent.status_code == 422
    assert "<details open>" in sent.text
    assert 'aria-invalid="true"' in sent.text
    assert "checked" in sent.text.partition('name="note"')[0][-200:] + sent.text.partition('name="note"')[2][:200]
    assert cast.invitation().calendar_address is None
    assert letters() == []


def test_without_a_mail_server_nothing_is_offered_and_nothing_taken(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    assert kim.post("/calendar-letter", mail="kim@posteo.example").status_code == 404
    assert cast.invitation().calendar_address is None


def test_answers_and_feeds_name_the_day_as_the_file_does(cast: Cast, kim: Opened, feed: str) -> None:
    cast.says("Kim", Answer.YES)
    assert entries(kim.get("/event.ics").data)[0]["DTSTART"] == entries(kim.browser.get(feed).data)[0]["DTSTART"]
