"""A guest opens Google's or Outlook's own form, filled in, or lets the device follow a feed."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from coordinator.calendars.links import google, office, outlook, webcal
from coordinator.calendars.vevent import CalendarEvent
from tests.calendars.evenings import evening
from tests.calendars.test_hostile_words import NASTY, PLAIN

AMPERSAND = evening(title="Soup & games + tea = 100 %?", place="Café #1\nMarket Row", zone="Europe/Berlin")


def fields(address: str) -> dict[str, str]:
    """Return the fields of an address, each of which is there once."""
    return {name: value for name, [value] in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


def test_google_gets_title_time_and_place() -> None:
    """In UTC, which Google shows in the reader's own zone."""
    assert google(AMPERSAND).startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&")
    assert fields(google(AMPERSAND)) == {
        "action": "TEMPLATE",
        "text": "Soup & games + tea = 100 %?",
        "dates": "20261212T183000Z/20261212T213000Z",
        "location": "Café #1, Market Row",
    }


@pytest.mark.parametrize(("link", "host"), [(outlook, "outlook.live.com"), (office, "outlook.office.com")])
def test_outlook_gets_the_same(link: Callable[[CalendarEvent], str], host: str) -> None:
    """At home and at work."""
    assert urlsplit(link(AMPERSAND))[:3] == ("https", host, "/calendar/deeplink/compose")
    assert fields(link(AMPERSAND)) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Soup & games + tea = 100 %?",
        "startdt": "2026-12-12T18:30:00Z",
        "enddt": "2026-12-12T21:30:00Z",
        "location": "Café #1, Market Row",
    }


@pytest.mark.parametrize("link", [google, outlook, office])
def test_a_space_is_never_a_plus(link: Callable[[CalendarEvent], str]) -> None:
    """Outlook shows the plus signs."""
    assert "+" not in link(AMPERSAND)
    assert link(AMPERSAND).isascii()


@pytest.mark.parametrize("link", [google, outlook, office])
def test_the_note_goes_to_nobody_else(link: Callable[[CalendarEvent], str]) -> None:
    """The page promises that they see title, time and place."""
    assert link(evening(note="Ring twice")) == link(evening(note=""))
    assert "location" not in fields(link(evening(place="")))


@pytest.mark.parametrize(
    ("starts", "berlin"),
    [
        ("2026-03-28T18:30Z", "19:30"),
        ("2026-03-29T17:30Z", "19:30"),
        ("2026-10-24T17:30Z", "19:30"),
        ("2026-10-25T18:30Z", "19:30"),
        ("2026-10-25T00:30Z", "02:30"),  # the hour the clock shows twice
        ("2026-10-25T01:30Z", "02:30"),
    ],
)
def test_around_a_clock_change_they_get_the_very_moment(starts: str, berlin: str) -> None:
    moment = datetime.fromisoformat(starts).astimezone(ZoneInfo("Europe/Berlin"))
    assert f"{moment:%H:%M}" == berlin
    event = evening(zone="Europe/Berlin", starts=moment)
    # Python calls no two moments equal of which one lies in an hour that comes twice.
    meant = event.starts.astimezone(UTC), event.ends.astimezone(UTC)
    start, _slash, end = fields(google(event))["dates"].partition("/")
    assert (datetime.fromisoformat(start), datetime.fromisoformat(end)) == meant
    for link in (outlook, office):
        sent = fields(link(event))
        assert (datetime.fromisoformat(sent["startdt"]), datetime.fromisoformat(sent["enddt"])) == meant


@pytest.mark.parametrize("kind", NASTY)
@pytest.mark.parametrize("link", [google, outlook, office])
def test_hostile_words_stay_in_their_field(link: Callable[[CalendarEvent], str], kind: str) -> None:
    """Whatever is typed, the address is one of plain characters with the same fields."""
    address = link(evening(title=NASTY[kind], place=NASTY[kind]))
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(" \"'<>\\^`{|}#")
    sent, plain = fields(address), fields(link(evening()))
    assert sent.keys() == plain.keys()
    title = sent.get("text") or sent.get("subject")
    assert title == PLAIN.get(kind, title)


def test_a_feed_opens_in_the_calendar_on_the_device() -> None:
    """`webcal` is the same address under another scheme."""
    assert webcal("https://ground.example/c/cal_x.ics") == "webcal://ground.example/c/cal_x.ics"
    assert webcal("http://127.0.0.1:5000/c/cal_x.ics") == "webcal://127.0.0.1:5000/c/cal_x.ics"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://ground.example/c", "/c/cal_x.ics"])
def test_what_is_no_web_address_is_refused(address: str) -> None:
    """Only a feed can be followed."""
    with pytest.raises(ValueError, match="web address"):
        webcal(address)
