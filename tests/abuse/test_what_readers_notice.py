"""The readers of tests/abuse/reading.py find what they look for: each is given something that is wrong."""

import pytest

from tests.abuse import reading

HEAD = b"From: post@ground.example\r\nTo: kim@posteo.example\r\n"
PLAIN = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n"
SHELL = "<!doctype html><html lang='en'><head><title>x</title></head><body>{}</body></html>"
EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART:20260101T000000Z\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(7)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=' javascript:alert(1)'>x</a>",
        "<p style='color:red'>x</p>",
        "<iframe></iframe>",
        "1337191",
        "a\u202eb",
        "a\u2028b",
    ],
)
def test_something_in_a_page(inside: str) -> None:
    assert reading.page(SHELL.format(inside))
    assert not reading.page(SHELL.format("<p>Robin &lt;script&gt; {{7*191027}}</p>"))


def test_something_in_a_letter() -> None:
    assert not reading.letter(HEAD + b"Subject: Hello\r\n" + PLAIN)
    for bad in (b"Bcc: eve@evil.example\r\n", b"Subject: a\r\nSubject: b\r\n", b"Subject: =?utf-8?q?a=E2=80=AEb?=\r\n"):
        assert reading.letter(HEAD + bad + PLAIN), bad
    assert reading.letter(HEAD.replace(b"example\r\nTo", b"example\r\nX: 1\r\nTo") + PLAIN)
    assert reading.letter(HEAD.replace(b"kim@", b"eve@evil.example, kim@") + PLAIN)


def test_something_in_a_calendar() -> None:
    assert not reading.calendar(EVENT % b"Board games")
    for bad in (
        b"a;b",
        b"a\r\nATTENDEE",
        b"x" * 90,
        b"a\x0bb",
        b"a\nb",
        b"a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nEND:VALARM",
    ):
        assert reading.calendar(EVENT % bad), bad


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "a\u202eb", "a\u2028b"])
def test_something_in_a_table(cell: str) -> None:
    assert reading.table(f'"Date","Title"\r\n"1","{cell}"\r\n')
    assert not reading.table('"Date","Title"\r\n"1","\'=1+1"\r\n')


def test_something_in_data_and_in_a_log() -> None:
    assert reading.data('["a\\u202eb"]')
    assert not reading.data('["a"]')
    assert reading.log('{"said": "a\u2028b"}')
    assert not reading.log('{"said": "a"}\n{"said": "b"}\n')
