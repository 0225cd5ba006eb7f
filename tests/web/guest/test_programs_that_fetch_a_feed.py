"""Programs fetch calendars each in its own way: with old ETags, with dates, in pieces, with or without an Accept."""

from collections.abc import Callable

import pytest

from coordinator.database import db
from coordinator.events import inviting, organiser_reply
from coordinator.events.invitation import Answer
from coordinator.links import link
from coordinator.links.link import Purpose
from tests.calendars.strict_reader import check
from tests.cast import Cast
from tests.web.guest.conftest import Opened

FEEDS: dict[str, Callable[[Cast], str]] = {
    "a guest's": lambda cast: link.mint(Purpose.CALENDAR, cast.invitation().guest_id),
    "a host's": lambda cast: link.mint(Purpose.HOST_CALENDAR, cast.anna.id),
    "the organiser's": lambda cast: link.mint(Purpose.PLAN_CALENDAR, cast.plan.id),
}
KNOWN = {
    "as it was given": "{tag}",
    "weak, as behind a proxy that packs": "W/{tag}",
    "among others": '"x", W/{tag}, "y"',
    "any": "*",
}
OTHERWISE: dict[str, dict[str, str]] = {
    "another state": {"If-None-Match": '"x", W/"y"'},
    "what is no ETag": {"If-None-Match": "yesterday"},
    "a date alone": {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"},
    "a piece of it": {"Range": "bytes=0-9"},
    "the rest of another state": {"Range": "bytes=10-", "If-Range": '"x"'},
    "packed": {"Accept-Encoding": "gzip, br, zstd"},
    "anything": {"Accept": "*/*"},
    "a page": {"Accept": "text/html", "Accept-Language": "ar, de;q=0.5"},
    "from another site": {"Origin": "https://calendar.example", "Sec-Fetch-Site": "cross-site"},
}


@pytest.fixture(params=FEEDS)
def feed(request: pytest.FixtureRequest, cast: Cast, kim: Opened) -> str:
    """Return the path of each feed in turn, with an event in it."""
    organiser_reply.reply(cast.event, Answer.YES)
    token = FEEDS[request.param](cast)
    db.session.commit()
    return f"/c/{token}.ics"


@pytest.mark.parametrize("known", KNOWN)
def test_whoever_has_it_is_told_so(known: str, kim: Opened, feed: str) -> None:
    whole = kim.browser.get(feed)
    asked = {"If-None-Match": KNOWN[known].format(tag=whole.headers["ETag"])}
    for answer in (kim.browser.get(feed, headers=asked), kim.browser.head(feed, headers=asked)):
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == whole.headers["ETag"]
        assert answer.headers["Cache-Control"] == "private"


@pytest.mark.parametrize("ask", OTHERWISE)
def test_everybody_else_gets_the_whole_of_it(ask: str, kim: Opened, feed: str) -> None:
    whole = kim.browser.get(feed)
    assert len(check(whole.data).all("VEVENT")) == 1
    answer = kim.browser.get(feed, headers=OTHERWISE[ask])
    assert (answer.status_code, answer.data) == (200, whole.data)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Encoding" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_who_only_looks_gets_the_same_headers_and_no_body(kim: Opened, feed: str) -> None:
    whole, looked = kim.browser.get(feed), kim.browser.head(feed)
    assert looked.data == b""
    assert dict(looked.headers) == dict(whole.headers)
    assert looked.headers["Content-Length"] == str(len(whole.data))


def test_a_program_that_says_nothing_of_itself_is_served(kim: Opened, feed: str) -> None:
    bare = kim.browser.get(feed, environ_overrides={"HTTP_USER_AGENT": "", "HTTP_ACCEPT": ""})
    assert bare.status_code == 200


def test_nothing_else_is_done_at_its_address(kim: Opened, feed: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        assert kim.browser.open(feed, method=method).status_code == 405


def test_a_guest_off_the_list_follows_an_empty_calendar(cast: Cast, kim: Opened) -> None:
    token = FEEDS["a guest's"](cast)
    path = f"/c/{token}.ics"
    inviting.withdraw(cast.invitation())
    db.session.commit()
    assert check(kim.browser.get(path).data).all("VEVENT") == []
    inviting.invite(cast.event, cast.kim)
    db.session.commit()
    assert len(check(kim.browser.get(path).data).all("VEVENT")) == 1


def test_who_had_everything_deleted_is_followed_no_more(cast: Cast, kim: Opened) -> None:
    token = FEEDS["a guest's"](cast)
    path = f"/c/{token}.ics"
    db.session.commit()
    assert kim.browser.get(path).status_code == 200
    assert kim.post("/data/deletion", delete="yes").status_code in {200, 303}
    assert kim.browser.get(path).status_code == 404


@pytest.mark.parametrize("account", ["anna", "sam"])
def test_a_closed_account_is_followed_no_more(account: str, cast: Cast, kim: Opened) -> None:
    token = FEEDS["a host's" if account == "anna" else "the organiser's"](cast)
    path = f"/c/{token}.ics"
    getattr(cast, account).is_active = False
    db.session.commit()
    assert kim.browser.get(path).status_code == 404
