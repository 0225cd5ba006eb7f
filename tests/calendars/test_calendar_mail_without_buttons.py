"""A calendar part in a letter, where no mailbox could take an answer: it is published, and called off."""

from datetime import timedelta

from coordinator.calendars.files import cancel, publish
from tests.calendars.evenings import ANNA, SENT, evening, same_as_ever
from tests.calendars.strict_reader import check


def test_a_published_evening_has_no_button_whose_answer_would_be_lost() -> None:
    """METHOD:PUBLISH, an organiser, no attendee (RFC 5546 §3.2.1)."""
    calendar = check(publish(evening(), SENT, ANNA))
    [event] = calendar.all("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["ORGANIZER"] == f"mailto:{ANNA.address}"
    assert "SENT-BY" not in event.parameters("ORGANIZER")


def test_the_stamp_is_the_time_of_the_message() -> None:
    """With a METHOD it tells messages apart (RFC 5545 §3.8.7.2); the revision stays what it was."""
    [event] = check(publish(evening(), SENT, ANNA)).all("VEVENT")
    assert (event["DTSTAMP"], event["LAST-MODIFIED"]) == ("20261120T093000Z", "20261114T190241Z")


def test_called_off_names_the_same_event() -> None:
    """Same UID, higher SEQUENCE, STATUS:CANCELLED (RFC 5546 §3.2.5)."""
    [before] = check(publish(evening(), SENT, ANNA)).all("VEVENT")
    calendar = check(cancel(evening(sequence=1), SENT + timedelta(days=1), ANNA))
    [event] = calendar.all("VEVENT")
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == before["UID"]
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])


def test_the_files_are_as_ever() -> None:
    """Byte for byte."""
    same_as_ever("publish.ics", publish(evening(), SENT, ANNA))
    same_as_ever("cancel.ics", cancel(evening(sequence=1), SENT, ANNA))
