"""No name, subject or address of a person's can become a header, a second reader, or anything else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from coordinator.post import headers
from coordinator.post.connection import Connection
from coordinator.post.letters.guest.invitation import InvitationLetter
from coordinator.post.letters.names import is_fit_for_header
from coordinator.post.message import Message, Stamp
from coordinator.post.trouble import Refused
from coordinator.post.writing import Written, write

STAMP = Stamp("<0123456789abcdef0123456789abcdef@ground.example>", datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
HOSTILE = [
    "Anna\r\nBcc: x@evil.example",
    "Anna\nBcc: x@evil.example",
    "=?UTF-8?Q?=0ABcc:_x@evil.example?=",
    "=?UTF-8?Q?=0D=0ABcc:_x@evil.example?= Anna",
    'Anna" <x@evil.example>, "',
    "Anna <x@evil.example>",
    "Anna, Ben",
    "Anna; Ben:",
    "Anna\x00",
    "Anna\u202egpj",
    "Anna\u2028Bcc: x",
    "a@b.example",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_such_a_name_is_not_fit_for_a_header(name: str) -> None:
    assert not is_fit_for_header(name)


@pytest.mark.parametrize("name", ["Anna", "Zoë", "Jean-Luc", "O’Brien", "عبد الرحمن", "Nguyễn", "李小龍", "J. R."])
def test_such_a_name_is(name: str) -> None:
    assert is_fit_for_header(name)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_letter_from_somebody_called_that_has_neutral_headers(site: Flask, name: str) -> None:
    letter = replace(InvitationLetter.example(), host=name.split(maxsplit=1)[0] if " " not in name[:1] else name)
    written = write(letter)
    data = Message(written, STAMP).as_bytes()
    block = data.partition(b"\r\n\r\n")[0].lower()
    assert b"bcc" not in block
    assert b"evil" not in block


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("where", ["subject", "sender", "reply_to", "language", "unsubscribe"])
def test_even_if_it_came_so_far_it_is_stopped_or_harmless(site: Flask, where: str, words: str) -> None:
    bad = replace(written(site), **{where: words})
    try:
        data = Message(bad, STAMP).as_bytes()
    except (headers.Unsafe, Refused):
        return
    headers.check(data, sender="post@ground.example", recipient="kim@posteo.example")
    names = [line.split(b":")[0].lower() for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "]
    assert b"bcc" not in names
    assert b"cc" not in names


@pytest.mark.parametrize(
    "recipient",
    [
        "kim@posteo.example, x@evil.example",
        "kim@posteo.example\r\nBcc: x@evil.example",
        "<kim@posteo.example>",
        "Kim <kim@posteo.example>",
        "kim@posteo.example x@evil.example",
        "käthe@posteo.example",
        "kim@" + "a" * 70 + ".example",
    ],
)
def test_there_is_one_reader_or_no_letter(site: Flask, recipient: str) -> None:
    with pytest.raises((headers.Unsafe, Refused)):
        Message(replace(written(site), recipient=recipient), STAMP).as_bytes()


@given(st.sampled_from(["subject", "sender", "reply_to"]), st.text(max_size=60))
@trying(max_examples=200, deadline=None)
def test_whatever_is_typed_two_parsers_agree_or_it_is_not_sent(without_tables: Flask, where: str, words: str) -> None:
    with without_tables.app_context():
        bad = replace(written(without_tables), **{where: words})
        try:
            data = Message(bad, STAMP).as_bytes()
        except headers.Unsafe:
            return
        headers.check(data, sender="post@ground.example", recipient="kim@posteo.example")


def test_an_unknown_header_is_not_let_through() -> None:
    plain = b"From: post@ground.example\r\nTo: kim@posteo.example\r\nSubject: Hello\r\n"
    headers.check(plain + b"\r\n", sender="post@ground.example", recipient="kim@posteo.example")
    for more in (
        b"Bcc: x@evil.example\r\n",
        b"To: x@evil.example\r\n",
        b"X-Mailer: me\r\n",
        b"odd\r\n",
        b"A\xc3: b\r\n",
    ):
        with pytest.raises(headers.Unsafe):
            headers.check(plain + more + b"\r\n", sender="post@ground.example", recipient="kim@posteo.example")


def test_a_trick_that_an_encoded_word_hides_is_seen() -> None:
    hidden = b"From: post@ground.example\r\nTo: kim@posteo.example\r\nSubject: =?UTF-8?Q?=0ABcc:_x?=\r\n\r\n"
    with pytest.raises(headers.Unsafe):
        headers.check(hidden, sender="post@ground.example", recipient="kim@posteo.example")


@pytest.mark.parametrize("words", ["Hello\r.\rMAIL FROM:<x@evil.example>", "Hello\n.\rMAIL FROM:<x@evil.example>"])
def test_half_a_line_end_that_one_server_takes_for_the_end_of_a_letter_is_not_sent(site: Flask, words: str) -> None:
    with pytest.raises(headers.Unsafe):
        Message(replace(written(site), text=words), STAMP).as_bytes()


def test_the_same_letter_has_the_same_bytes(site: Flask) -> None:
    assert Message(written(site), STAMP).as_bytes() == Message(written(site), STAMP).as_bytes()


@pytest.mark.parametrize(
    "address", ["kim@posteo.example>\r\nRCPT TO:<x@evil.example", "kim @posteo.example", "<kim@x>"]
)
def test_no_address_is_more_than_one_word_of_an_order_to_the_server(site: Flask, address: str) -> None:
    for sender, recipient in ((address, "kim@posteo.example"), ("post@ground.example", address)):
        with pytest.raises(Refused):
            Connection().begin(sender, recipient, b"")


def written(site: Flask) -> Written:
    """Return the example of an invitation, written out."""
    if "written" not in site.extensions:
        site.extensions["written"] = write(InvitationLetter.example())
    return site.extensions["written"]  # type: ignore[no-any-return]


def test_no_name_server_is_asked_for_a_letter(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[object]()
    monkeypatch.setattr("socket.gethostbyaddr", asked.append)
    assert Message(write(InvitationLetter.example()), STAMP).as_bytes()
    assert not asked
