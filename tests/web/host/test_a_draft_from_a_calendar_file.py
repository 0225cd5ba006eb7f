"""Anna fills the form in from a calendar file: a draft like any other, whatever the file holds."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator import create_app
from coordinator.database import db
from coordinator.events import draft
from coordinator.settings import Settings
from tests.browsers import Browser
from tests.cast import Cast
from tests.effort import is_cheap
from tests.web.host.typing import GAMES

FILE = """BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:somebody@elsewhere.example
SUMMARY:Board games\\, again
DTSTART;TZID=W. Europe Standard Time:20261003T193000
DTEND;TZID=W. Europe Standard Time:20261003T223000
LOCATION:The Tannery Café\\n14 Market Row\\nBristol
DESCRIPTION:Come for one game.\\nOr stay for four.
ORGANIZER;CN=Lee:mailto:lee@elsewhere.example
ATTENDEE;CN=Sam:mailto:sam@posteo.example
URL:https://tracker.example/secret
ATTACH:https://tracker.example/file
BEGIN:VALARM
DESCRIPTION:Wake up
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def bring(cast: Cast, anna: FlaskClient, text: str | bytes | None, **typed: str) -> TestResponse:
    """Post a file, and what else was typed into the form."""
    data: dict[str, object] = dict(typed)
    if text is not None:
        data["file"] = (BytesIO(text if isinstance(text, bytes) else text.encode()), "event.ics")
    address = f"/host/{cast.hosting.public_id}/events/file"
    return anna.post(address, data=data, content_type="multipart/form-data")


def kept(cast: Cast) -> dict[str, str]:
    """Return the draft."""
    db.session.expire_all()
    found = draft.of(cast.hosting.id)
    return found.typed if found else {}


def test_it_becomes_a_draft_in_the_usual_form(cast: Cast, anna: FlaskClient) -> None:
    answer = bring(cast, anna, FILE)
    assert answer.status_code == 303
    assert kept(cast) == {
        "title": "Board games, again",
        "note": "Come for one game.\nOr stay for four.",
        "place": "The Tannery Café",
        "address": "14 Market Row, Bristol",
        "dates": "one",
        "zone": "Europe/Berlin",
        "day": "2026-10-03",
        "start": "19:30",
        "until": "22:30",
    }
    page = anna.get(answer.location).text
    assert "This is what the file says. Nothing of it is published yet." in page
    for words in ('value="Board games, again"', 'value="2026-10-03"', 'value="19:30"', "Or stay for four."):
        assert words in page
    for words in ("lee@", "sam@posteo", "tracker", "Wake up"):
        assert words not in page


def test_what_was_typed_stays_and_the_file_fills_in_its_own_fields(cast: Cast, anna: FlaskClient) -> None:
    bring(cast, anna, FILE, **GAMES)
    assert kept(cast) == GAMES | {
        "title": "Board games, again",
        "note": "Come for one game.\nOr stay for four.",
        "place": "The Tannery Café",
        "address": "14 Market Row, Bristol",
        "zone": "Europe/Berlin",
        "start": "19:30",
        "until": "22:30",
    }


REFUSED = {
    "nothing": (None, "Choose a file first"),
    "an empty file": ("", "That is no calendar file"),
    "no calendar": ("Dear diary", "That is no calendar file"),
    "bytes": (bytes(range(256)) * 20, "That is no calendar file"),
    "too much": (FILE + "X" * 66_000, "That file is too big."),
    "several events": (FILE.replace("END:VEVENT", "END:VEVENT\nBEGIN:VEVENT\nEND:VEVENT"), "exactly one event"),
    "no event": ("BEGIN:VCALENDAR\nEND:VCALENDAR", "exactly one event"),
    "an event of which nothing is said": (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nEND:VEVENT\nEND:VCALENDAR",
        "neither what, when nor where",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_none_is_said_beside_its_field_and_nothing_is_lost(
    what: str, cast: Cast, anna: FlaskClient
) -> None:
    text, sentence = REFUSED[what]
    answer = bring(cast, anna, text, **GAMES)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-describedby="file-hint file-error"' in answer.text
    assert GAMES["title"] in answer.text
    assert GAMES["address"] in answer.text
    assert kept(cast) == {}


def test_what_the_form_cannot_take_is_said_beside_its_field_and_kept(cast: Cast, anna: FlaskClient) -> None:
    text = FILE.replace("20261003", "20250301").replace("Come for one game.", "See https://games.example/x")
    answer = bring(cast, anna, text)
    assert answer.status_code == 422
    assert "Please leave links out." in answer.text
    assert "Pick a day from" in answer.text
    assert "See https://games.example/x" in answer.text
    assert "Say how many can come" not in answer.text  # what is still empty is no mistake yet
    assert kept(cast)["day"] == "2025-03-01"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("DTSTART:20261003T173000Z", "DTEND:20261003T203000Z", ("Europe/London", "18:30", "21:30")),
        ("DTSTART:20261003T183000", "DURATION:PT2H30M", ("Europe/London", "18:30", "21:00")),
        ("DTSTART;TZID=/x/y/America/New_York:20261003T183000", "", ("America/New_York", "18:30", None)),
        (
            "DTSTART;TZID=Customized Time Zone:20261003T183000",
            "DTEND:20261006T183000",
            ("Europe/London", "18:30", None),
        ),
        ("DTSTART;VALUE=DATE:20261003", "DTEND;VALUE=DATE:20261004", (None, None, None)),
        ("DTSTART;TZID=Europe/London:20261003T213000", "DURATION:-PT1H", ("Europe/London", "21:30", None)),
        ("DTSTART;TZID=Europe/London:20261003T213000", "DTEND:20261003T170000Z", ("Europe/London", "21:30", None)),
    ],
)
def test_times_are_read_as_they_are_meant(
    start: str, end: str, expected: tuple[str | None, ...], cast: Cast, anna: FlaskClient
) -> None:
    lines = [line for line in FILE.splitlines() if not line.startswith(("DTSTART", "DTEND"))]
    bring(cast, anna, "\r\n".join(lines).replace("UID:", f"{start}\r\n{end}\r\nUID:"))
    found = kept(cast)
    assert found["day"] == "2026-10-03"
    assert tuple(found.get(name) for name in ("zone", "start", "until")) == expected


WHOLE_DAY = "It lasts the whole day there. Please say from when until when people can come."
SEVERAL_DAYS = "It goes on for several days there. Here it is the first of them; please say when it ends."
NO_END = "It has no end there. Please say when it ends."
NO_ZONE = "The file doesn’t say in which time zone. Please check the hours."
# As Google, Apple, Outlook, Outlook.com, Exchange and Nextcloud export them.
EXPORTS: dict[str, tuple[str, list[str]]] = {
    "a whole day": ("DTSTART;VALUE=DATE:20261003\nDTEND;VALUE=DATE:20261004", [WHOLE_DAY]),
    "a whole day without an end": ("DTSTART;VALUE=DATE:20261003", [WHOLE_DAY]),
    "a whole day and its length": ("DTSTART;VALUE=DATE:20261003\nDURATION:P1D", [WHOLE_DAY]),
    "a whole day from midnight to midnight": (
        (
            'DTSTART;TZID="W. Europe Standard Time":20261003T000000\n'
            'DTEND;TZID="W. Europe Standard Time":20261004T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE'
        ),
        [WHOLE_DAY],
    ),
    "a weekend": ("DTSTART;VALUE=DATE:20261003\nDTEND;VALUE=DATE:20261005", [SEVERAL_DAYS]),
    "an evening and the next day": (
        "DTSTART;TZID=Europe/Berlin:20261003T193000\nDTEND;TZID=Europe/Berlin:20261004T193000",
        [SEVERAL_DAYS],
    ),
    "no end": ("DTSTART;TZID=Europe/Berlin:20261003T193000", [NO_END]),
    "no end and no zone": ("DTSTART:20261003T193000", [NO_END, NO_ZONE]),
    "no zone": ("DTSTART:20261003T193000\nDTEND:20261003T223000", [NO_ZONE]),
    "a zone nobody knows": (
        'DTSTART;TZID="Customized Time Zone 1":20261003T193000\nDTEND;TZID="Customized Time Zone 1":20261003T223000',
        [NO_ZONE],
    ),
    "an end before its start": ("DTSTART:20261003T173000Z\nDTEND:20261003T163000Z", [NO_END]),
    "UTC": ("DTSTART:20261003T173000Z\nDTEND:20261003T203000Z", []),
    "a Windows zone": (
        "DTSTART;TZID=GMT Standard Time:20261003T183000\nDTEND;TZID=GMT Standard Time:20261003T213000",
        [],
    ),
    "past midnight": (
        "DTSTART;TZID=Europe/Berlin:20261003T193000\nDTEND;TZID=Europe/Berlin:20261004T003000",
        [],
    ),
}


@pytest.mark.parametrize("what", EXPORTS)
def test_what_a_file_leaves_open_is_said_kindly(what: str, cast: Cast, anna: FlaskClient) -> None:
    times, remarks = EXPORTS[what]
    lines = [line for line in FILE.splitlines() if not line.startswith(("DTSTART", "DTEND"))]
    answer = bring(cast, anna, "\n".join(lines).replace("UID:", f"{times}\nUID:"))
    assert answer.status_code == 303
    page = anna.get(answer.location).text
    assert [said for said in (WHOLE_DAY, SEVERAL_DAYS, NO_END, NO_ZONE) if said in page] == remarks
    found = kept(cast)
    assert found["day"] == "2026-10-03"
    assert ("until" in found) == (not set(remarks) & {WHOLE_DAY, SEVERAL_DAYS, NO_END})
    assert ("start" in found) == (WHOLE_DAY not in remarks and what != "a weekend")


def test_an_event_that_repeats_is_taken_once_and_says_so(cast: Cast, anna: FlaskClient) -> None:
    answer = bring(cast, anna, FILE.replace("UID:", "RRULE:FREQ=SECONDLY\nUID:"))
    assert "It happens more than once there. Here it is one day." in anna.get(answer.location).text


def test_hostile_words_are_cleaned_like_typed_ones(cast: Cast, anna: FlaskClient) -> None:
    hostile = FILE.replace("Board games\\, again", "\u202e<script>alert(1)</script>\x00\\n{{7*7}}" + "x" * 500)
    answer = bring(cast, anna, hostile)
    page = answer.text if answer.status_code == 422 else anna.get(answer.location).text
    assert "<script>alert" not in page
    assert "\u202e" not in page.partition('id="title"')[2][:200]
    assert len(kept(cast)["title"]) <= 80


def test_a_file_made_to_waste_time_is_refused_in_a_fifth_of_a_second(cast: Cast, anna: FlaskClient) -> None:
    bring(cast, anna, "")  # what is loaded once is not the file's doing
    bombs = [
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 2_600,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + ("ATTENDEE" + ";A=b" * 1_900 + ":x\n") * 8,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:FREQ=SECONDLY;COUNT=999999999\n" + "RDATE:" + "20260101," * 6_000,
        "BEGIN:VCALENDAR" * 4_300,
        "\n " * 32_000,
    ]
    for bomb in bombs:
        assert bring(cast, anna, bomb).status_code == 422
        assert is_cheap(partial(bring, cast, anna, bomb)), bomb[:40]


@pytest.fixture
def limited(settings: Settings, cast: Cast) -> Iterator[Flask]:
    """Return the application with its limits on, made last, since limits are one for the process."""
    app = create_app(replace(settings, testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_ten_an_hour_are_enough(limited: Flask, cast: Cast, anna: FlaskClient) -> None:
    with anna.session_transaction() as known, limited.test_client() as browser:
        with browser.session_transaction() as session:
            session["device"] = known["device"]
        assert [bring(cast, browser, "").status_code for _each in range(11)] == [422] * 10 + [429]
