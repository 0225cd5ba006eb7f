"""An invitation, from the host's choice to the guest's mailbox, over real SMTP."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts import sign_in
from coordinator.database import db
from coordinator.events import calendar_letter, inviting, news, organiser_reply, reply_address
from coordinator.events.answer import Answer
from coordinator.post.delivery import Step, deliver_due
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.dump import everything
from tests.post.server import Got, MailServer

ALLOWED = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Content-Type", "MIME-Version",
}  # fmt: skip


@pytest.fixture
def letter(cast: Cast, server: MailServer) -> Got:
    """Return the invitation that Anna had mailed to Kim."""
    inviting.mail(cast.invitation())
    db.session.commit()
    assert deliver_due() is Step.IDLE
    (got,) = [each for each in server.letters if each.recipients == ["kim@posteo.example"]]
    return got


def test_it_comes_from_the_site_in_the_hosts_name_to_one_reader(letter: Got) -> None:
    assert letter.sender == "post@ground.example"
    assert letter.message["From"] == "Anna via Common Ground <post@ground.example>"
    assert letter.message["To"] == "kim@posteo.example"
    assert letter.message["Subject"] == "An invitation from Anna"
    assert letter.message["Content-Language"] == "en"
    assert letter.message["Auto-Submitted"] == "auto-generated"
    assert letter.message["Date"].datetime == datetime(2026, 9, 8, 11, 0, tzinfo=UTC)


def test_where_mail_is_read_the_envelope_says_whose_letter_comes_back(
    app: Flask, cast: Cast, server: MailServer
) -> None:
    instance.install(app, replace(instance.settings(), inbound_domain="reply.ground.example"))
    for name in ("Kim", "Priya"):
        inviting.mail(cast.invitation(name))
    db.session.commit()
    deliver_due()
    letters = {got.recipients[0]: got for got in server.letters}
    for name, address in (("Kim", "kim@posteo.example"), ("Priya", "priya@raman.example")):
        assert reply_address.find(letters[address].sender) is cast.invitation(name)
        assert letters[address].message["From"] == "Anna via Common Ground <post@ground.example>"


def test_it_has_no_header_that_is_not_meant(letter: Got) -> None:
    assert set(letter.message.keys()) == ALLOWED
    assert re.fullmatch(r"<[0-9a-f]{32}@ground\.example>", letter.message["Message-ID"])


def test_it_is_text_and_html_in_lines_that_every_server_takes(letter: Got) -> None:
    assert letter.message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in letter.message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert all(part["Content-Transfer-Encoding"] == "quoted-printable" for part in letter.message.iter_parts())
    assert letter.data.isascii()
    assert max(map(len, letter.data.split(b"\r\n"))) <= 998
    assert b"\n" not in letter.data.replace(b"\r\n", b"")


def test_its_link_opens_the_invitation_and_its_foot_the_other_pages(letter: Got, client: FlaskClient) -> None:
    text = letter.part("text/plain")
    links = re.findall(r"http://localhost(/\S+)", text)
    assert [re.sub(r"_[\w.-]+", "_", link) for link in links] == ["/l/inv_", "/l/inv_?to=stop", "/l/dat_", "/u/uns_"]
    for link in links:
        page = client.get(link, follow_redirects=True)
        assert page.status_code == 200
    assert client.get(links[1]).location.endswith("/stop")
    assert client.get(links[2]).location.endswith("/data")


def test_one_click_takes_the_reader_off_for_good(letter: Got, client: FlaskClient, cast: Cast) -> None:
    address = letter.message["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    cast.says("Kim", Answer.YES)
    news.call_off(cast.event)
    db.session.commit()
    deliver_due()
    assert state_of("called_off") is LetterState.DROPPED


def test_neither_link_nor_address_nor_words_rest_in_the_database(letter: Got, cast: Cast) -> None:
    kept = everything()
    tokens = re.findall(r"(?:inv|dat|uns)_[\w.-]{43,}", letter.part("text/plain"))
    assert len(tokens) == 4
    for secret in [*tokens, "kim@posteo.example", "Opening the link tells nobody"]:
        assert secret not in kept


def test_a_guest_reads_their_own_language(cast: Cast, server: MailServer) -> None:
    cast.kim.language = "de"
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    got = server.letters[-1]
    assert got.message["Content-Language"] == "de"
    assert "Samstag, 3. Oktober 2026" in got.part("text/plain")
    assert '<html lang="de"' in got.part("text/html")


def test_the_disclosure_says_what_the_organiser_says(cast: Cast, server: MailServer) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    text = " ".join(server.letters[-1].part("text/plain").split())
    assert "Sam is invited too, and suggested getting people together. Sam is coming." in text


def test_answers_by_mail_go_to_the_host_only_if_she_ticked_that(cast: Cast, server: MailServer) -> None:
    cast.hosting.reply_to = True
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    assert server.letters[-1].message["Reply-To"] == "anna.brandt@posteo.example"


def test_a_name_that_is_no_name_stays_out_of_every_header(cast: Cast, server: MailServer) -> None:
    cast.hosting.name = 'Anna" <x@evil.example>'
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    message = server.letters[-1].message
    assert message["From"] == "Common Ground <post@ground.example>"
    assert message["Subject"] == "An invitation"


def test_a_name_with_accents_is_read_right(cast: Cast, server: MailServer) -> None:
    cast.hosting.name = "Zoë Brandt"
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    message = server.letters[-1].message
    assert message["From"].addresses[0].display_name == "Zoë via Common Ground"
    assert message["Subject"] == "An invitation from Zoë"


def test_an_address_in_another_script_goes_to_its_ascii_domain(cast: Cast, server: MailServer) -> None:
    invitation = cast.invitation()
    cast.kim.reach_at("kim@bücher.example")
    inviting.mail(invitation)
    db.session.commit()
    deliver_due()
    assert server.letters[-1].recipients == ["kim@xn--bcher-kva.example"]


def test_a_mailed_date_comes_last_and_once_more_as_a_file(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=False)
    db.session.commit()
    deliver_due()
    (got,) = [each for each in server.letters if each.recipients == ["kim@elsewhere.example"]]
    assert got.message.get_content_type() == "multipart/mixed"
    body, file = got.message.iter_parts()
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    calendar = list(body.iter_parts())[-1]
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": "PUBLISH"}
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert file.get_content_type() == "application/ics"
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'
    data = calendar.get_payload(decode=True)
    assert data == file.get_payload(decode=True)
    assert b"METHOD:PUBLISH\r\n" in data
    assert b'ORGANIZER;CN="Anna via Common Ground":mailto:post@ground.example' in data.replace(b"\r\n ", b"")
    assert b"ATTENDEE" not in data
    assert b"/l/" not in data


def test_a_date_that_is_called_off_comes_out_of_the_calendar(cast: Cast, server: MailServer) -> None:
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), "kim@elsewhere.example", note=False)
    inviting.make_link(cast.invitation())
    db.session.commit()
    deliver_due()
    news.call_off(cast.event, "The café has a burst pipe.")
    db.session.commit()
    deliver_due()
    first, last = (each for each in server.letters if each.recipients == ["kim@elsewhere.example"])
    assert "method=PUBLISH" in first.data.decode().replace('"', "")
    calendar = next(part for part in last.message.walk() if part.get_content_type() == "text/calendar")
    data = calendar.get_payload(decode=True)
    assert b"METHOD:CANCEL\r\n" in data
    assert b"STATUS:CANCELLED\r\n" in data
    assert b"SEQUENCE:1\r\n" in data


def test_one_connection_is_kept_for_many_letters(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    inviting.mail(cast.invitation("Priya"))
    db.session.commit()
    deliver_due()
    assert len(server.letters) == 2
    assert server.connections == 1


def test_the_server_hears_the_sites_name_and_not_this_machines(letter: Got) -> None:
    assert letter.message["Message-ID"].endswith("@ground.example>")
    assert b"Received" not in letter.data


def test_a_sign_in_comes_with_link_and_code_and_leaves_neither_behind(
    cast: Cast, server: MailServer, client: FlaskClient
) -> None:
    row = sign_in.ask(cast.sam.email, "here", "/home")
    db.session.commit()
    deliver_due()
    text = server.letters[-1].part("text/plain")
    assert row.code in text
    assert sign_in.link(row) in text
    assert row.code not in str(server.letters[-1].message["Subject"])
    page = client.get(sign_in.link(row).removeprefix("http://localhost"))
    assert page.status_code == 200
    assert row.token not in everything()


def test_an_unknown_address_owes_a_letter_that_is_never_sent(cast: Cast, server: MailServer) -> None:
    sign_in.ask("nobody@posteo.example", "here", "")
    db.session.commit()
    deliver_due()
    assert server.letters == []
    assert state_of("sign_in") is LetterState.DROPPED


def test_a_letter_that_is_sent_is_not_sent_again(letter: Got, cast: Cast, server: MailServer) -> None:
    cast.clock.shift(timedelta(days=2))
    sent = len(server.letters)
    deliver_due()
    assert len([each for each in server.letters[sent:] if each.recipients == letter.recipients]) == 0


def state_of(kind: str) -> LetterState | None:
    """Return the state of the last letter of a kind."""
    return db.session.scalar(sa.select(Letter.state).where(Letter.kind == kind).order_by(Letter.id.desc()))
