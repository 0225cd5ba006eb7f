"""A letter that came back: the host sees it on her board and hears of it, and nobody else does."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.invitation import Invitation
from coordinator.inbox.received import Outcome
from coordinator.inbox.receiving import receive
from coordinator.post.letters.host.failed_addresses import FailedAddressesLetter
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.inbox.corpus import REPORTS, letter

As = Callable[[Account], FlaskClient]


def mailed(cast: Cast, name: str = "Priya") -> Invitation:
    """Return an invitation that was mailed to the address the host gave."""
    invitation = cast.invitation(name)
    inviting.mail(invitation)
    db.session.commit()
    return invitation


def told() -> Letter | None:
    """Return the letter about it that the host is owed."""
    return db.session.scalar(sa.select(Letter).where(Letter.kind == FailedAddressesLetter.kind))


def test_the_host_sees_it_and_is_told(cast: Cast, as_: As) -> None:
    priya = mailed(cast)
    assert receive(letter("returned", priya)) is Outcome.RETURNED
    assert "Mail came back" in as_(cast.anna).get(f"/host/events/{cast.event.public_id}").text
    owed = told()
    assert owed
    composed = FailedAddressesLetter.compose(owed)
    assert composed
    assert composed.guests == ("Priya",)
    assert priya.reply is None  # the letter that came back holds a reply, which was said to nobody


@pytest.mark.parametrize("report", REPORTS)
def test_every_mail_server_is_understood(report: str, cast: Cast) -> None:
    priya = mailed(cast)
    assert receive(letter(report, priya, mail="somebody@else.example", id="a")) is Outcome.REFUSED
    assert receive(letter(report, priya, id="b")) is Outcome.RETURNED
    assert priya.guest.bounced_at


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
@pytest.mark.parametrize("report", REPORTS[:3])
def test_a_letter_that_is_only_late_is_no_news(report: str, action: str, cast: Cast) -> None:
    priya = mailed(cast)
    assert receive(letter(report, priya, action=action)) is Outcome.PROSE
    assert priya.guest.bounced_at is None


def test_words_that_only_look_like_a_report_are_no_news(cast: Cast) -> None:
    priya = mailed(cast)
    words = letter("returned_qmail", priya).replace(b"Hi. This is the", b"Hi, this is Kim, not the")
    assert receive(words) is Outcome.PROSE
    assert priya.guest.bounced_at is None


def test_an_address_that_is_not_this_guests_is_no_news(cast: Cast) -> None:
    priya = mailed(cast)
    assert receive(letter("returned", priya, mail="somebody@else.example")) is Outcome.REFUSED
    assert priya.guest.bounced_at is None
    assert told() is None


def test_an_address_the_guest_typed_is_forgotten_and_the_host_hears_nothing(cast: Cast, kims: Invitation) -> None:
    kims.calendar_address = "kimm@posteo.example"
    db.session.commit()
    assert receive(letter("returned", kims, mail="KIMM@posteo.example")) is Outcome.RETURNED
    assert kims.calendar_address is None
    assert kims.guest.bounced_at is None
    assert told() is None


def test_a_corrected_address_is_not_flagged_by_the_old_report_again(cast: Cast) -> None:
    priya = mailed(cast)
    report = letter("returned", priya)
    receive(report)
    priya.guest.reach_at("priya@new.example")
    db.session.commit()
    assert receive(report) is Outcome.AGAIN
    assert receive(report.replace(b"Message-Id: <", b"Message-Id: <2.")) is Outcome.REFUSED
    assert priya.guest.bounced_at is None
