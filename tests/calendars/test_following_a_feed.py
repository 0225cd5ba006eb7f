"""Somebody lets their calendar follow a feed, or keeps what has been."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from coordinator.calendars.files import followed, history, wrap
from coordinator.calendars.vevent import Status, vevent
from tests.calendars.evenings import download, evening, feed, same_as_ever
from tests.calendars.strict_reader import check

COMING = [
    evening(),
    evening(uid="b@common-ground.example", title="Picnic", zone="Europe/Berlin", status=Status.TENTATIVE, busy=False),
    evening(uid="c@common-ground.example", title="Museum", zone="Africa/Cairo", cancelled=True, sequence=2),
    evening(uid="d@common-ground.example", title="Walk", starts=datetime(2027, 6, 5, 9, 0, tzinfo=UTC)),
]


def test_a_feed_says_its_name_and_how_often_to_come_back() -> None:
    """RFC 7986 §5; older calendars know the X- names."""
    calendar = check(feed("Kim, from Anna", COMING, "teal"))
    assert calendar.names == [
        "VERSION",
        "PRODID",
        "NAME",
        "X-WR-CALNAME",
        "COLOR",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
    ]
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Kim, from Anna"
    assert (calendar["REFRESH-INTERVAL"], calendar.parameters("REFRESH-INTERVAL")) == ("PT1H", ";VALUE=DURATION")
    assert (calendar["X-PUBLISHED-TTL"], calendar["COLOR"]) == ("PT1H", "teal")
    assert Calendar.from_ical(feed("Kim", COMING, "teal")).refresh_interval == timedelta(hours=1)


def test_state_and_busy_time_follow_the_answer() -> None:
    """A yes takes the evening, a "can't say yet" does not, what is off is shown as off."""
    events = check(feed("Kim", COMING, "teal")).all("VEVENT")
    assert [(one["STATUS"], one["TRANSP"]) for one in events] == [
        ("CONFIRMED", "OPAQUE"),
        ("TENTATIVE", "TRANSPARENT"),
        ("CANCELLED", "OPAQUE"),
        ("CONFIRMED", "OPAQUE"),
    ]


def test_each_zone_is_there_once_and_utc_not_at_all() -> None:
    """Two evenings in London share a block; Cairo is written in UTC."""
    zones = [zone["TZID"] for zone in check(feed("Kim", COMING, "teal")).all("VTIMEZONE")]
    assert zones == ["Europe/Berlin", "Europe/London"]


def test_the_order_of_zones_is_always_the_same() -> None:
    """Sets have an order of their own in each process, and an ETag is for all of them."""
    zones = ["Europe/Rome", "", "Asia/Tokyo", "America/Lima", "Europe/Rome", "Europe/Paris", "Africa/Lagos"]
    calendar = check(wrap([], zones))
    assert [zone["TZID"] for zone in calendar.all("VTIMEZONE")] == sorted(set(zones) - {""})


def test_stored_bytes_joined_are_the_same_feed() -> None:
    """What a table keeps of each event, its VEVENT and its zone, is enough."""
    stored = [(vevent(one), one.tzid) for one in COMING]
    joined = wrap([body for body, _ in stored], [zone for _, zone in reversed(stored)], followed("Kim", "teal"))
    assert joined == feed("Kim", COMING, "teal")


def test_an_event_is_the_same_in_download_and_feed() -> None:
    """A calendar that has both sees one event."""
    assert vevent(COMING[0]).encode() in download(COMING[0])
    assert vevent(COMING[0]).encode() in feed("Kim", COMING, "teal")


def test_a_feed_of_nothing_is_still_a_calendar() -> None:
    """RFC 5545 §3.6 asks for one component at least; strict readers would drop the subscription."""
    calendar = check(feed("Kim", [], "teal"))
    assert calendar.all("VEVENT") == []
    assert len(calendar.all("VTIMEZONE")) == 1


def test_what_has_been_is_kept_without_asking_to_be_fetched_again() -> None:
    """An export is a file, not a subscription."""
    calendar = check(history("Events you were both at", COMING))
    assert calendar.names == ["VERSION", "PRODID", "NAME", "X-WR-CALNAME"]
    assert len(calendar.all("VEVENT")) == len(COMING)


def test_the_files_are_as_ever() -> None:
    """Byte for byte, whenever they are made."""
    same_as_ever("feed.ics", feed("Kim, from Anna", iter(COMING), "teal"))
    same_as_ever("feed-empty.ics", feed("Kim", [], "teal"))
    same_as_ever("history.ics", history("Events you were both at", (replace(one, busy=None) for one in COMING)))
