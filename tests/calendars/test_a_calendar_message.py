"""The calendar part of a letter: it asks where an answer finds its way back, else it is published; and called off."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coordinator.calendars.envelope import Attendee, Envelope, PartStat
from coordinator.calendars.files import Method, message
from coordinator.calendars.vevent import CalendarEvent
from tests.calendars.evenings import ANNA, KIM, SENT, evening, mailed, same_as_ever
from tests.calendars.strict_reader import Component, check


def read(event: CalendarEvent, attendee: Attendee | None = KIM) -> tuple[str, Component]:
    """Return the METHOD and the one VEVENT of a message, strictly read."""
    calendar = check(mailed(event, attendee))
    [entry] = calendar.all("VEVENT")
    return calendar["METHOD"], entry


def test_a_request_asks_one_reader_and_nobody_else() -> None:
    """With all that a calendar needs to show its buttons (RFC 5546 §3.2.2)."""
    method, event = read(evening())
    assert method == "REQUEST"
    assert event["ATTENDEE"] == "mailto:kim@posteo.example"
    asked = dict(one.split("=") for one in event.parameters("ATTENDEE").removeprefix(";").split(";"))
    assert asked == {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "TRUE"}
    assert event["ORGANIZER"] == f"mailto:{ANNA.address}"
    assert event.parameters("ORGANIZER") == ";CN=\"Anna 'Ann' via Common Ground\""
    assert event["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE"


@pytest.mark.parametrize("says", PartStat)
def test_it_says_what_the_reader_has_answered_so_far(says: PartStat) -> None:
    """So a calendar does not ask for what is known."""
    _, event = read(evening(), Attendee("kim@posteo.example", says))
    assert f";PARTSTAT={says}" in event.parameters("ATTENDEE")


def test_where_no_mailbox_is_read_it_has_no_button_whose_answer_would_be_lost() -> None:
    """METHOD:PUBLISH, an organiser, no attendee (RFC 5546 §3.2.1)."""
    method, event = read(evening(), None)
    assert method == "PUBLISH"
    assert event["ORGANIZER"] == f"mailto:{ANNA.address}"
    assert not {"ATTENDEE", "X-MICROSOFT-DISALLOW-COUNTER"} & set(event.names)


def test_the_stamp_is_the_time_of_the_message() -> None:
    """With a METHOD it tells messages apart (RFC 5545 §3.8.7.2); the revision stays what it was."""
    _, event = read(evening())
    assert (event["DTSTAMP"], event["LAST-MODIFIED"]) == ("20261120T093000Z", "20261114T190241Z")


@pytest.mark.parametrize("attendee", [KIM, None])
def test_called_off_names_the_same_event_and_the_same_reader(attendee: Attendee | None) -> None:
    """Same UID, higher SEQUENCE, STATUS:CANCELLED (RFC 5546 §3.2.5)."""
    _, before = read(evening(), attendee)
    method, event = read(evening(sequence=1, cancelled=True), attendee)
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == before["UID"]
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])
    assert ("ATTENDEE" in event.names) == (attendee is not None)


def test_the_method_outside_is_the_one_inside() -> None:
    """A mail program takes it from the part's header, a calendar from the file (RFC 6047 §2.4)."""
    for event, attendee in ((evening(), KIM), (evening(), None), (evening(cancelled=True), KIM)):
        method, body = message(event, Envelope(sent=SENT, organiser=ANNA, attendee=attendee))
        assert isinstance(method, Method)
        assert check(body)["METHOD"] == method.value


def test_the_files_are_as_ever() -> None:
    """Byte for byte."""
    later = replace(evening(sequence=1), revised=SENT - timedelta(minutes=5), place="The library")
    same_as_ever("publish.ics", mailed(evening()))
    same_as_ever("request.ics", mailed(evening(), KIM))
    same_as_ever("update.ics", mailed(later, Attendee(KIM.address, PartStat.NEEDS_ACTION)))
    same_as_ever("cancel.ics", mailed(evening(sequence=1, cancelled=True), KIM))
