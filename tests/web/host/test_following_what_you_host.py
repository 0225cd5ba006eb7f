"""A host follows what she hosts in her own calendar: sure, busy, and nothing of her guests."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import joining, news
from coordinator.events.event import Event
from tests.calendars.strict_reader import check
from tests.cast import Cast
from tests.web.guest.conftest import counted


def feed_of(browser: FlaskClient) -> str:
    """Press the button and return the path of the feed that is shown."""
    page = browser.post("/host/calendar", data={"address": "new"}, follow_redirects=True).text
    return "/c/" + page.partition("http://localhost/c/")[2].partition(".ics")[0] + ".ics"


def test_it_holds_what_she_hosts(anna: FlaskClient, event: Event) -> None:
    body = anna.get(feed_of(anna)).data
    [entry] = check(body).all("VEVENT")
    assert (entry["SUMMARY"], entry["STATUS"], entry["TRANSP"]) == (event.title, "CONFIRMED", "OPAQUE")
    assert entry["LOCATION"].startswith(event.place)
    for never in (b"Kim", b"Sam", b"http", b"ATTENDEE", b"METHOD"):
        assert never not in body


def test_it_follows_by_itself(anna: FlaskClient, cast: Cast, event: Event) -> None:
    feed = feed_of(anna)
    first = anna.get(feed)
    assert anna.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    event.reword(title="Games, and soup")
    db.session.commit()
    assert b"SUMMARY:Games\\, and soup" in anna.get(feed, headers={"If-None-Match": first.headers["ETag"]}).data
    news.call_off(event)
    db.session.commit()
    assert b"STATUS:CANCELLED" in anna.get(feed).data
    cast.clock.shift(timedelta(days=31))
    assert Calendar.from_ical(anna.get(feed).data).events == []


def test_that_nothing_has_changed_costs_two_statements_and_writes_no_calendar(
    anna: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feed_of(anna)
    had = anna.get(feed).headers["ETag"]
    assert event.title
    monkeypatch.setattr(joining, "calendar", pytest.fail)
    with counted() as statements:
        assert anna.get(feed, headers={"If-None-Match": had}).status_code == 304
    assert len(statements) == 2


def test_a_host_alongside_follows_it_too_and_nobody_else(
    cast: Cast, event: Event, as_: Callable[[Account], FlaskClient]
) -> None:
    noor, zed = (Account(email=f"{name}@posteo.example", zone="Europe/London") for name in ("noor", "zed"))
    db.session.add_all([noor, zed])
    db.session.flush()
    event.hosting.cohost_account_id = noor.id
    db.session.commit()
    for account, titles in ((noor, [event.title]), (zed, [])):
        browser = as_(account)
        entries = Calendar.from_ical(browser.get(feed_of(browser)).data).events
        assert [entry["SUMMARY"] for entry in entries] == titles


def test_it_is_switched_off_by_a_button_and_ends_with_the_account(anna: FlaskClient, cast: Cast, event: Event) -> None:
    feed = feed_of(anna)
    assert "Switch my address off" in anna.get("/host/calendar").text
    cast.anna.is_active = False
    db.session.commit()
    assert anna.get(feed).status_code == 404
    cast.anna.is_active = True
    db.session.commit()
    assert anna.get(feed).status_code == 200
    assert anna.post("/host/calendar").status_code == 422
    assert anna.post("/host/calendar", data={"address": "off"}).status_code == 303
    assert anna.get(feed).status_code == 404


def test_no_feed_opens_by_the_token_of_another_kind(anna: FlaskClient, event: Event) -> None:
    token = feed_of(anna).removeprefix("/c/hcal_")
    for purpose in ("cal", "pcal", "inv", "none"):
        assert anna.get(f"/c/{purpose}_{token}").status_code == 404
