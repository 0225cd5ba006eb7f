"""Messages and calendars made to waste time: refused in a fifth of a second of processor time, whatever is in them."""

from contextlib import suppress
from functools import partial

import pytest

from coordinator.calendars import reading
from coordinator.calendars.reading import Unreadable
from coordinator.events import reply_address
from coordinator.events.invitation import Invitation
from coordinator.inbox import bounds
from coordinator.inbox.receiving import receive
from tests.effort import a_fifth_of_a_second, is_cheap, seconds

MOST = bounds.MOST_BYTES
REPORT = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
NESTED = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
BOMBS = {
    "too long": b"\n" + b"x" * MOST,
    "a header without end": b"To: " + b"a@b," * (MOST // 4 - 20) + b"\n\n",
    "a sender in brackets": b"From: " + b"(" * (MOST - 200) + b"\n\n",
    "many headers": b"a: b\n" * 9_000 + b"\n",
    "parameters": b"Content-Type: multipart/mixed" + b";a=b" * (MOST // 4 - 50) + b"\n\n",
    "folded parameters": b"Content-Type: multipart/mixed;\n" + b" a=b;\n" * 9_000 + b"\n",
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 8_000,
    "parts in parts": b"".join(NESTED % (n, n) for n in range(3_000)),
    "nineteen parts in each other": b"".join(NESTED % (n, n) for n in range(19)) + b"x\n" * 9_900,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 50_000,
    "parts up to the limit": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 198 + b"x" * 200_000,
    "a report without end": REPORT + b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 4_000,
    "base64": b"Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n" + b"QUFB\n" * 9_900,
    "an unknown character set": b"Content-Type: text/calendar; charset=idna\n\n" + b"BEGIN:VCALENDAR\n" * 9_000,
}
OPEN = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"
CALENDARS = {
    "many events": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 2_000,
    "deep": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 1_900,
    "many lines": OPEN + "UID:x\n" * 9_000,
    "one long line": OPEN + "UID:" + "x" * 250_000,
    "parameters": OPEN + ("ATTENDEE" + ";A=b" * 1_900 + ":x\n") * 30,
    "quotes": OPEN + ('ATTENDEE;A="' + '"' * 7_000 + "\n") * 30,
    "folds": OPEN + "UID:x\n" + "\r\n \n\t" * 60_000,
    "rules": OPEN + "RRULE:FREQ=SECONDLY\nRDATE:" + "20260101T000000Z," * 400 + "\nEND:VEVENT\nEND:VCALENDAR",
}  # fmt: skip


def test_messages_cost_little(kims: Invitation) -> None:
    address = reply_address.of(kims)
    assert [
        name for name, data in BOMBS.items() if seconds(partial(receive, data, [address])) > a_fifth_of_a_second()
    ] == []
    assert kims.reply is None


@pytest.mark.parametrize("name", CALENDARS)
def test_calendars_cost_little(name: str) -> None:
    def act() -> None:
        with suppress(Unreadable):
            reading.read(CALENDARS[name])

    assert is_cheap(act)


def test_nothing_follows_a_bomb_into_a_message(kims: Invitation) -> None:
    """The same heads and tails around a whole answer are refused as well, for what they are."""
    address = reply_address.of(kims)
    for text in CALENDARS.values():
        whole = f"To: {address}\nContent-Type: text/calendar; method=REPLY\n\n{text}".encode()
        assert seconds(partial(receive, whole[:MOST])) < a_fifth_of_a_second()
    assert kims.reply is None
