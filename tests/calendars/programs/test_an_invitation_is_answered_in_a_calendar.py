"""From the host to a guest's calendar and back, with nothing between that is ours but both ends.

The date leaves over SMTP; libical accepts it and writes its own reply, khal keeps it; the reply comes back over LMTP
and the host reads it. The place changes, the update asks again and is accepted again; called off, it is taken out.
"""

import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import instance
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import inviting, news
from coordinator.events.invitation import Answer, Author
from coordinator.inbox import lmtp
from coordinator.post.delivery import deliver_due
from coordinator.settings import Smtp
from tests.calendars.programs.khal import Khal
from tests.calendars.programs.readers import DRIVERS, Facts, need, reads, run
from tests.cast import Cast
from tests.post.server import Got, MailServer, started

KIM = "kim@posteo.example"


@dataclass
class Office:
    """The mail servers on both sides: letters leave to one, answers come in by the socket of the other."""

    out: MailServer
    inside: str

    def delivers(self) -> Got:
        """Send all that is owed and return Kim's last letter."""
        deliver_due()
        return [each for each in self.out.letters if each.recipients == [KIM]][-1]

    def brings(self, reply: str, to: str) -> None:
        """Mail an answer the way a mail program does, and hand it in."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = KIM, to, "Accepted: Board games at the Tannery"
        message.set_content("Kim has accepted.")
        message.add_alternative(reply.encode(), "text", "calendar", params={"method": "REPLY"})
        with smtplib.LMTP(self.inside) as door:
            door.send_message(message, KIM, [to])
        db.session.expire_all()


@pytest.fixture
def office(app: Flask, cast: Cast, tmp_path: Path) -> Iterator[Office]:
    """Run both servers, for a site that mails and is mailed to."""
    need("libical")
    out, controller = started()
    smtp = Smtp(host="127.0.0.1", port=out.port, security="none")
    instance.install(app, replace(instance.settings(), inbound_domain="reply.ground.example", smtp=smtp))
    door = lmtp.listen(app, str(tmp_path / "lmtp"), "ground.example")
    yield Office(out, str(tmp_path / "lmtp"))
    door.stop()
    controller.stop()


class Calendar:
    """Kim's own calendar: khal keeps what is mailed, libical reads and answers it."""

    def __init__(self, folder: Path) -> None:
        """Begin empty."""
        self.khal, self.file = Khal(folder), folder / "invite.ics"

    def takes(self, got: Got) -> Facts:
        """Take the calendar part of a letter in, and return what libical reads in it."""
        [part] = [each for each in got.message.walk() if each.get_content_type() == "text/calendar"]
        self.file.write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]  # bytes, when decoded
        self.khal.takes(self.file)
        [[read]] = reads("libical", [self.file])
        assert part["Content-Type"].params["method"] == read["method"]
        assert got.message["From"].addresses[0].addr_spec == read["organizer"].removeprefix("mailto:")
        return read

    def accepts(self) -> str:
        """Return the reply that libical writes to what came last."""
        return run(sys.executable, DRIVERS / "libical_answers.py", "accept", f"mailto:{KIM}", self.file).stdout

    @property
    def event(self) -> Facts:
        """Return the one event that khal shows."""
        [event] = self.khal.shows("2026-10-03", "2026-10-04")
        return event


@pytest.mark.thorough
def test_from_the_host_to_a_calendar_and_back(
    cast: Cast, office: Office, tmp_path: Path, as_: Callable[[Account], FlaskClient]
) -> None:
    hers, anna = Calendar(tmp_path), as_(cast.anna)
    invitation, board = cast.invitation(), f"/host/events/{cast.event.public_id}"
    invitation.guest.wants_calendar_mail = True
    inviting.mail(invitation)
    db.session.commit()

    asked = hers.takes(office.delivers())
    assert (asked["method"], asked["sequence"]) == ("REQUEST", 0)
    assert asked["attendees"] == [[f"mailto:{KIM}", "NEEDS-ACTION"]]
    assert asked["uid"] == cast.event.uid
    organizer = asked["organizer"].removeprefix("mailto:")

    office.brings(hers.accepts(), organizer)
    assert (invitation.answer, invitation.reply.author) == (Answer.YES, Author.CALENDAR)
    assert "See you there" in anna.get(board).text

    cast.moves(timedelta(), place="The Old Library", address="")
    asked = hers.takes(office.delivers())
    assert (asked["method"], asked["sequence"], asked["location"]) == ("REQUEST", 1, "The Old Library")
    assert asked["attendees"] == [[f"mailto:{KIM}", "NEEDS-ACTION"]]
    assert asked["organizer"].removeprefix("mailto:") == organizer
    assert invitation.answer is None
    assert hers.event["location"] == "The Old Library"
    office.brings(hers.accepts(), organizer)
    assert invitation.answer is Answer.YES

    news.call_off(cast.event, "The library is closed.")
    db.session.commit()
    asked = hers.takes(office.delivers())
    assert (asked["method"], asked["sequence"], asked["status"]) == ("CANCEL", 2, "CANCELLED")
    assert hers.event["status"] == "CANCELLED"
