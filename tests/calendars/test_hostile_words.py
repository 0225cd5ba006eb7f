"""Whatever a host types, the file stays a calendar with the same properties and the words in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from coordinator.calendars.envelope import Organiser
from tests.calendars.evenings import KIM, download, evening, feed, mailed, same_as_ever
from tests.calendars.strict_reader import TEXTS, check

NASTY = {
    "quotes": "\"Ann's\" ^n 'night' ^^ ^'",
    "escapes": r"C:\New\night \, \; \\ a,b;c:d",
    "injection": "x\r\nATTENDEE:mailto:mallory@example.org\nBEGIN:VALARM\rEND:VEVENT",
    "breaks": "a\vb\fc\x1cd\x85e\u2028f\u2029g",
    "controls": "a\x00b\x07c\x1bd\x7fe\x9bf\ufeffg\ud800h",
    "direction": "Tirana \u202egnp.exe\u202c \u2066x\u2069",
    "hebrew": "\u05e2\u05e8\u05d1 \u05de\u05e9\u05d7\u05e7\u05d9\u05dd",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 " * 12,
    "long": "\u00e9\u6f22\U0001f3b2" * 67,
    "backslashes": "\\" * 200,
    "spaces": " \t tab\tbed \u3000",
}
PLAIN = {
    "escapes": r"C:\New\night \, \; \\ a,b;c:d",
    "injection": "x ATTENDEE:mailto:mallory@example.org BEGIN:VALARM END:VEVENT",
    "breaks": "a b c d e f g",
    "controls": "abcdefgh",
    "direction": "Tirana gnp.exe x",
    "hebrew": NASTY["hebrew"],
    "long": NASTY["long"],
    "backslashes": "\\" * 200,
    "spaces": "tab bed",
}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_title_is_read_back_as_it_was_meant(kind: str) -> None:
    """By a strict reader and by `icalendar` alike."""
    body = download(evening(title=NASTY[kind]))
    [event] = check(body).all("VEVENT")
    assert event["SUMMARY"] == PLAIN[kind]
    assert Calendar.from_ical(body).events[0]["SUMMARY"] == PLAIN[kind]


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_words_add_a_property(words: str) -> None:
    """In any field, and in the name of a feed."""
    plain = check(download(evening()))
    calendar = check(feed(words, [evening(title=words, place=words, note=words)], "teal"))
    [event], [known] = calendar.all("VEVENT"), plain.all("VEVENT")
    assert event.names == known.names
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == event["SUMMARY"]


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_a_message_names_its_sender_and_its_reader_and_nobody_else(words: str) -> None:
    """Whatever stands in the words, the only addresses are those two."""
    body = mailed(evening(title=words, place=words, note=words), KIM, Organiser("rsvp@ground.example", words))
    [event] = check(body).all("VEVENT")
    named = [value for name, _parameters, value in event.properties if "mailto:" in value and name not in TEXTS]
    assert sorted(named) == ["mailto:kim@posteo.example", "mailto:rsvp@ground.example"]
    assert event.names.count("ATTENDEE") == event.names.count("ORGANIZER") == 1


def test_a_note_keeps_its_lines() -> None:
    """Whichever way the browser ends them."""
    [event] = check(download(evening(note="one\r\n\r\ntwo\rthree\u2028four\n"))).all("VEVENT")
    assert event["DESCRIPTION"] == "one\n\ntwo\nthree\nfour"


def test_the_organisers_name_needs_no_decoding() -> None:
    """Seven of the readers do not know RFC 6868, so nothing it would encode is there."""
    body = mailed(evening(), organiser=Organiser("anna@ground.example", 'Anna "^n"\r\n; Kim, \\ : via\u2028us'))
    [event] = check(body).all("VEVENT")
    assert event.parameters("ORGANIZER") == ";CN=\"Anna 'n' ; Kim,  : via us\""
    assert event["ORGANIZER"] == "mailto:anna@ground.example"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_words_at_all(title: str, place: str, note: str) -> None:
    """Strictly read, they give one event with a title and nothing new."""
    [event] = check(download(evening(title=title, place=place, note=note))).all("VEVENT")
    assert "\n" not in event["SUMMARY"]


def test_the_file_is_as_ever() -> None:
    """All of them in one, byte for byte."""
    body = download(evening(title=NASTY["escapes"], place=NASTY["injection"], note="\n".join(NASTY.values())))
    same_as_ever("hostile.ics", body)
