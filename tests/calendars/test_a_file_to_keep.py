"""A guest downloads the calendar file, today and again next week."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.calendars.evenings import download, evening, same_as_ever
from tests.calendars.strict_reader import check, moment


def test_the_file_is_the_same_bytes_each_time() -> None:
    """No random name, no "now": one event, one file, one ETag."""
    assert download(evening()) == download(evening())
    same_as_ever("download.ics", download(evening()))


def test_it_can_be_added_and_asks_for_no_answer() -> None:
    """No METHOD, nobody named, nothing that rings."""
    calendar = check(download(evening()))
    assert "METHOD" not in calendar.names
    [event] = calendar.all("VEVENT")
    assert not {"ORGANIZER", "ATTENDEE", "URL", "CONTACT", "ATTACH"} & set(event.names)


def test_it_says_what_where_when_in_the_hosts_words() -> None:
    """The place is one line, the note keeps its own."""
    calendar = check(download(evening()))
    [event] = calendar.all("VEVENT")
    assert event["SUMMARY"] == "Games night"
    assert event["LOCATION"] == "The Tannery Café, back room, 14 Market Row, Bristol BS1 4QA"
    assert event["DESCRIPTION"] == "Come for an hour or for all of it.\nThere is soup; bring a game, if you like."
    assert event.parameters("DTSTART") == ";TZID=Europe/London"
    assert event["DTSTART"] == "20261212T183000"
    assert moment(calendar, event, "DTEND") == evening().ends


def test_icalendar_reads_the_same() -> None:
    """A reader that knows the zone by name comes to the same time."""
    [event] = Calendar.from_ical(download(evening())).events
    assert event.start == datetime(2026, 12, 12, 18, 30, tzinfo=ZoneInfo("Europe/London"))
    assert event.end == evening().ends
    assert event["LOCATION"] == "The Tannery Café, back room, 14 Market Row, Bristol BS1 4QA"


def test_a_place_not_yet_told_is_left_out() -> None:
    """The organiser's copy has no place before 48 hours."""
    [event] = check(download(evening(place="", note=" \n"))).all("VEVENT")
    assert not {"LOCATION", "DESCRIPTION"} & set(event.names)


def test_an_edit_of_the_words_moves_the_stamp_and_not_the_sequence() -> None:
    """Thunderbird takes a newer DTSTAMP quietly; a higher SEQUENCE asks again."""
    later = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
    [event] = check(download(evening(note="No soup.", revised=later))).all("VEVENT")
    assert (event["SEQUENCE"], event["DTSTAMP"], event["LAST-MODIFIED"]) == (
        "0",
        "20261116T070000Z",
        "20261116T070000Z",
    )


def test_called_off_is_stronger_than_any_answer() -> None:
    """Somebody who downloads it late learns that it is off."""
    [event] = check(download(evening(cancelled=True, sequence=1))).all("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "1")


def test_what_was_not_answered_is_not_said() -> None:
    """Without an answer there is neither a state nor a claim on anybody's time."""
    [event] = check(download(evening(status=None, busy=None))).all("VEVENT")
    assert not {"STATUS", "TRANSP"} & set(event.names)


def test_a_time_without_a_zone_is_refused() -> None:
    """Each calendar would read a floating time as its own."""
    with pytest.raises(ValueError, match="aware"):
        evening(revised=datetime(2026, 11, 14, 19, 2))  # noqa: DTZ001 - the mistake itself


def test_an_end_that_is_none_is_refused() -> None:
    """DTEND is later than DTSTART (RFC 5545 §3.8.2.2)."""
    with pytest.raises(ValueError, match="end after the start"):
        evening(ends=evening().starts)
