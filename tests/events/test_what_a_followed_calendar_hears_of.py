"""Whatever changes a guest's feed, the program that follows it hears of it; and what is kept is what would be written.

A changed feed under an ETag that stayed would leave an old date in somebody's calendar.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import retention
from coordinator.calendars.vevent import shared
from coordinator.database import db
from coordinator.events import answering, dates, inviting, news, waitlist
from coordinator.events.event import Event
from coordinator.events.following import entry_of
from coordinator.events.invitation import Answer
from coordinator.events.kinds import Kind
from coordinator.events.outline import Span
from coordinator.links import link
from coordinator.links.link import Purpose
from tests.cast import Cast

DAY = timedelta(days=1)


@pytest.fixture
def feed(cast: Cast) -> str:
    """Return the path of Kim's own feed, with one event in it."""
    token = link.mint(Purpose.CALENDAR, cast.invitation().guest_id)
    db.session.commit()
    return f"/c/{token}.ics"


def another(cast: Cast) -> Event:
    """Publish a walk four weeks later, its day open, and put Kim on its list."""
    starts = cast.event.starts_at + 28 * DAY
    walk = Event(
        hosting=cast.hosting, plan_id=cast.hosting.plan_id, kind=Kind.WALK, title="A walk", starts_at=starts,
        ends_at=starts + DAY / 12, zone="Europe/Berlin", place="The mill", capacity=8,
    )  # fmt: skip
    db.session.add(walk)
    walk.publish()
    dates.offer(walk, [Span(starts, starts + DAY / 12)])
    inviting.invite(walk, cast.kim)
    return walk


def full(cast: Cast) -> None:
    """Fill the event, and let Kim come too late."""
    cast.event.reword(capacity=3)
    for name in ("Priya", "Kim"):
        answering.reply(cast.invitation(name), Answer.YES)
    assert cast.invitation().waiting_since


# What can happen, in an order in which all of it can; after each the feed is fetched.
HAPPENS: list[tuple[str, Callable[[Cast], object]]] = [
    ("she says yes", lambda cast: answering.reply(cast.invitation(), Answer.YES)),
    ("she cannot say", lambda cast: answering.reply(cast.invitation(), Answer.UNDECIDED)),
    ("she takes it back", lambda cast: answering.take_back(cast.invitation())),
    ("another title", lambda cast: cast.event.reword(title="Games")),
    ("another note", lambda cast: cast.event.reword(note="Bring; a, game\nor two")),
    ("she waits for a place", full),
    ("there is one", lambda cast: answering.take_back(cast.invitation("Priya"))),
    ("she takes it", lambda cast: answering.reply(cast.invitation(), Answer.YES)),
    ("it moves, and her yes is set aside", lambda cast: cast.moves(DAY)),
    ("another place", lambda cast: cast.moves(0 * DAY, place="The library", address="")),
    ("she says no", lambda cast: answering.reply(cast.invitation(), Answer.NO)),
    ("and yes after all", lambda cast: answering.reply(cast.invitation(), Answer.YES)),
    ("she is taken off the list", lambda cast: inviting.withdraw(cast.invitation())),
    ("and comes back on it", lambda cast: inviting.invite(cast.event, cast.kim)),
    ("another event, its day open", another),
    ("its day is picked", lambda _cast: dates.pick(latest(), latest().options[0])),
    ("she reads German", lambda cast: setattr(cast.kim, "language", "de")),
    ("the host has another name", lambda cast: setattr(cast.hosting, "name", "Anne Brandt")),
    ("it is called off", lambda cast: news.call_off(cast.event)),
    ("a month later it leaves the feed", lambda cast: cast.clock.shift(31 * DAY)),
    ("two weeks after it has been, the other one too", lambda cast: cast.clock.move_to(latest().ends_at + 15 * DAY)),
    ("answers are forgotten", lambda _cast: retention.purge()),
]

QUIET = {"there is one", "another event, its day open", "answers are forgotten"}  # what changes no feed yet, or no more


def latest() -> Event:
    return db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first() or pytest.fail("no event")


# What is no business of the host's own calendar or of the organiser's, not even as a new ETag.
GUESTS_OWN = {
    "she says yes", "she cannot say", "she takes it back", "there is one", "she takes it", "she says no",
    "and yes after all", "she is taken off the list", "and comes back on it", "she reads German",
    "the host has another name",
}  # fmt: skip


def heard(cast: Cast, feed: str, client: FlaskClient) -> Iterator[tuple[str, bool, bool]]:
    """Let everything happen and say what, whether the feed's bytes changed, and whether its ETag did."""
    had = client.get(feed)
    for what, happens in HAPPENS:
        cast.clock.shift(timedelta(seconds=2))
        happens(cast)
        db.session.commit()
        asked = client.get(feed, headers={"If-None-Match": had.headers["ETag"]})
        has = client.get(feed)
        assert asked.status_code == (304 if asked.headers["ETag"] == had.headers["ETag"] else 200), what
        yield what, has.data != had.data, has.headers["ETag"] != had.headers["ETag"]
        had = has


def test_a_feed_never_changes_under_the_etag_it_had(cast: Cast, feed: str, client: FlaskClient) -> None:
    for what, other_bytes, other_tag in heard(cast, feed, client):
        assert other_tag or not other_bytes, what
        assert other_bytes or what in QUIET, what


@pytest.mark.parametrize("purpose", [Purpose.HOST_CALENDAR, Purpose.PLAN_CALENDAR])
def test_host_and_organiser_hear_of_what_the_host_does_and_of_nothing_else(
    cast: Cast, purpose: Purpose, client: FlaskClient
) -> None:
    subject = cast.anna if purpose is Purpose.HOST_CALENDAR else cast.plan
    token = link.mint(purpose, subject.id)
    assert cast.invitation()
    db.session.commit()
    for what, other_bytes, other_tag in heard(cast, f"/c/{token}.ics", client):
        assert other_tag == other_bytes, what
        assert other_bytes == (what not in GUESTS_OWN | QUIET), what


def test_what_is_kept_is_what_would_be_written_now(cast: Cast) -> None:
    for what, happens in HAPPENS[:-1]:
        cast.clock.shift(timedelta(seconds=2))
        happens(cast)
        db.session.commit()
        for event in db.session.scalars(sa.select(Event)):
            assert event.vevent == shared(entry_of(event)), what
            assert event.vevent_zone == entry_of(event).tzid, what


def test_nothing_that_nobody_follows_is_counted(cast: Cast) -> None:
    assert cast.event
    token = link.mint(Purpose.CALENDAR, cast.kim.id)
    others = link.mint(Purpose.CALENDAR, cast.invitation("Priya").guest_id)
    door = link.mint(Purpose.DATA, cast.kim.id)
    answering.reply(cast.invitation(), Answer.YES)
    counted = {each.token_hash: each.version for each in db.session.scalars(sa.select(link.Link))}
    assert counted[link.fingerprint(token)] == 1
    assert counted[link.fingerprint(others)] == counted[link.fingerprint(door)] == 0


def test_a_change_that_is_not_kept_counts_nothing(cast: Cast, feed: str, client: FlaskClient) -> None:
    had = client.get(feed)
    cast.event.reword(title="Never said")
    db.session.flush()
    db.session.rollback()
    assert client.get(feed).headers["ETag"] == had.headers["ETag"]
    assert client.get(feed).data == had.data


def test_what_an_upgrade_left_unwritten_is_read_all_the_same(cast: Cast, feed: str, client: FlaskClient) -> None:
    had = client.get(feed).data
    db.session.execute(sa.update(Event).values(vevent=None, vevent_zone=None))
    db.session.commit()
    assert client.get(feed).data == had


def test_somebody_waiting_or_not_sure_reads_so_in_the_title(cast: Cast, feed: str, client: FlaskClient) -> None:
    assert b"SUMMARY:Maybe: \r\n Board games at the Tannery\r\n" in client.get(feed).data
    cast.says("Kim", Answer.YES)
    assert b"SUMMARY:Board games at the Tannery\r\n" in client.get(feed).data


def test_an_offer_that_lapses_changes_no_feed_without_counting_it(cast: Cast, feed: str, client: FlaskClient) -> None:
    full(cast)
    answering.take_back(cast.invitation("Priya"))
    db.session.commit()
    had = client.get(feed)
    cast.clock.move_to(datetime(2026, 9, 20, 12, tzinfo=UTC))
    waitlist.offer_free_places(cast.event)
    db.session.commit()
    has = client.get(feed)
    assert has.data == had.data or has.headers["ETag"] != had.headers["ETag"]
