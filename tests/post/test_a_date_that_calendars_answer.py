"""Where the site reads its mail, a mailed date asks: once to one reader, under one address, strictly in order."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from coordinator import clock
from coordinator.database import db
from coordinator.events import calendar_letter, inviting, news, reply_address
from coordinator.events.invitation import Answer
from coordinator.post.delivery import deliver_due
from coordinator.settings import Settings
from tests.calendars.strict_reader import Component, check
from tests.cast import Cast
from tests.post.server import Got, MailServer

HERS = "kim@elsewhere.example"
DAY = timedelta(days=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings of a site whose mailbox is read."""
    return replace(settings, inbound_domain="reply.ground.example")


@pytest.fixture
def kim(cast: Cast) -> Cast:
    """Let Kim come, and have the date mailed to an address she typed."""
    inviting.make_link(cast.invitation())
    cast.says("Kim", Answer.YES)
    calendar_letter.ask(cast.invitation(), HERS, note=False)
    db.session.commit()
    return cast


def sent(server: MailServer) -> list[Got]:
    """Deliver what is owed, and return what came to Kim so far."""
    db.session.commit()
    deliver_due()
    return [each for each in server.letters if each.recipients == [HERS]]


def parts(got: Got) -> tuple[EmailMessage, EmailMessage]:
    """Return the part that calendars act on, and the file."""
    body, file = got.message.iter_parts()
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    return list(body.iter_parts())[-1], file  # type: ignore[return-value]


def event(got: Got) -> tuple[str, Component]:
    """Return METHOD and VEVENT of a letter, strictly read."""
    calendar = check(parts(got)[0].get_payload(decode=True))  # type: ignore[arg-type]  # bytes, when decoded
    [found] = calendar.all("VEVENT")
    return calendar["METHOD"], found


def test_it_asks_one_reader_in_the_shape_that_shows_buttons(kim: Cast, server: MailServer) -> None:
    [got] = sent(server)
    calendar, file = parts(got)
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": "REQUEST"}
    assert (calendar["Content-Transfer-Encoding"], calendar["Content-Disposition"]) == ("base64", None)
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True)
    assert len(got.message["To"].addresses) == 1
    method, asked = event(got)
    assert method == "REQUEST"
    assert asked["ATTENDEE"] == f"mailto:{HERS}"
    assert ";PARTSTAT=ACCEPTED;" in asked.parameters("ATTENDEE")
    assert "Accept or decline in your calendar" in got.part("text/plain").replace("\n", " ")


def test_it_is_on_and_takes_its_time_whatever_was_answered(kim: Cast, server: MailServer) -> None:
    """Whoever accepts it in a calendar gets no second message that would say so."""
    kim.says("Kim", Answer.UNDECIDED)
    _, asked = event(sent(server)[-1])
    assert (asked["STATUS"], asked["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert ";PARTSTAT=TENTATIVE;" in asked.parameters("ATTENDEE")


def test_it_comes_from_the_organizer_it_names(kim: Cast, server: MailServer) -> None:
    [got] = sent(server)
    [sender] = got.message["From"].addresses
    assert sender.addr_spec == reply_address.of(kim.invitation())
    assert sender.display_name == "Anna via Common Ground"
    _, asked = event(got)
    assert asked["ORGANIZER"] == f"mailto:{sender.addr_spec}"
    assert asked.parameters("ORGANIZER") == ';CN="Anna via Common Ground"'
    assert got.message["Message-ID"].endswith("@ground.example>")


def test_a_letter_without_a_date_comes_from_the_site(cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    db.session.commit()
    deliver_due()
    [sender] = server.letters[-1].message["From"].addresses
    assert sender.addr_spec == "post@ground.example"
    assert b"text/calendar" not in server.letters[-1].data


def test_move_move_and_calling_off_go_out_in_order(kim: Cast, server: MailServer) -> None:
    assert len(sent(server)) == 1
    kim.moves(DAY)
    kim.clock.shift(timedelta(minutes=1))
    assert len(sent(server)) == 2
    kim.says("Kim", Answer.YES)
    kim.moves(timedelta(), place="The library", address="")
    news.call_off(kim.event)
    found = [event(each) for each in sent(server)]
    assert [(method, one["SEQUENCE"]) for method, one in found][:2] == [("REQUEST", "0"), ("REQUEST", "1")]
    assert (found[-1][0], found[-1][1]["SEQUENCE"], found[-1][1]["STATUS"]) == ("CANCEL", "3", "CANCELLED")
    assert ";PARTSTAT=NEEDS-ACTION;" in found[1][1].parameters("ATTENDEE")
    assert len({one["UID"] for _, one in found}) == len({one["ORGANIZER"] for _, one in found}) == 1
    stamps = [one["DTSTAMP"] for _, one in found]
    assert stamps == sorted(stamps)


def test_somebody_uninvited_and_asked_again_is_never_behind(kim: Cast, server: MailServer) -> None:
    sent(server)
    inviting.withdraw(kim.invitation())
    gone = event(sent(server)[-1])
    assert (gone[0], gone[1]["SEQUENCE"], gone[1]["ATTENDEE"]) == ("CANCEL", "1", f"mailto:{HERS}")
    assert not {"LOCATION", "DESCRIPTION"} & set(gone[1].names)
    kim.clock.shift(timedelta(minutes=1))
    inviting.invite(kim.event, kim.kim)
    inviting.make_link(kim.invitation())
    calendar_letter.ask(kim.invitation(), HERS, note=False)
    back = event(sent(server)[-1])
    assert (back[0], back[1]["SEQUENCE"], back[1]["UID"]) == ("REQUEST", "2", gone[1]["UID"])
    inviting.withdraw(kim.invitation())
    assert event(sent(server)[-1])[1]["SEQUENCE"] == "3"
    assert kim.event.sequence == 0  # of which nobody else can tell


@pytest.mark.parametrize("takes_mail", [False, True])
def test_who_would_write_back_reads_that_nobody_reads_it_unless_the_host_does(
    takes_mail: bool, kim: Cast, server: MailServer
) -> None:
    kim.hosting.address, kim.hosting.checked_at = "anna@posteo.example", clock.now()
    kim.hosting.reply_to = takes_mail
    [got] = sent(server)
    words = "Nobody reads what is written in reply to this letter."
    body = got.message.get_body(("plain",)), got.message.get_body(("html",))
    assert [words in part.get_content().replace("\n", " ") for part in body if part] == [not takes_mail] * 2
    assert got.message["Reply-To"] == ("anna@posteo.example" if takes_mail else None)
