"""What must not change an answer does not: the whole table of what is accepted, each line broken once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator import retention
from coordinator.accounts.account import Account
from coordinator.consent import stop
from coordinator.database import db
from coordinator.events import answering, inviting, news
from coordinator.events.dates import DateOption
from coordinator.events.invitation import Answer, Invitation
from coordinator.inbox.received import Outcome, Received
from coordinator.inbox.receiving import receive
from coordinator.post.letters.guest.calendar import CalendarLetter
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.inbox.corpus import letter

WRONG: dict[str, Callable[[bytes], bytes]] = {
    "another event": lambda data: data.replace(b"UID:", b"UID:x"),
    "no event": lambda data: data.replace(b"UID:", b"X-UID:"),
    "the event twice": lambda data: data.replace(
        b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\n" + _line(data, b"UID:") + b"\r\nEND:VEVENT"
    ),
    "one of a series": lambda data: data.replace(b"UID:", b"RECURRENCE-ID:20261003T173000Z\r\nUID:"),
    "a request": lambda data: data.replace(b"REPLY", b"REQUEST").replace(b"reply", b"request"),
    "a cancel": lambda data: data.replace(b"REPLY", b"CANCEL").replace(b"reply", b"cancel"),
    "an addition": lambda data: data.replace(b"REPLY", b"ADD").replace(b"reply", b"add"),
    "a publication": lambda data: data.replace(b"REPLY", b"PUBLISH").replace(b"reply", b"publish"),
    "two methods": lambda data: data.replace(b'method="reply"', b'method="request"'),
    "no method": lambda data: data.replace(b"METHOD:REPLY\r\n", b"").replace(b'; method="reply"', b""),
    "no answer": lambda data: data.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=NEEDS-ACTION"),
    "a word that is none": lambda data: data.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=YES"),
    "nobody": lambda data: data.replace(b"ATTENDEE;", b"X-ATTENDEE;"),
    "two people": lambda data: data.replace(b"UID:", b"ATTENDEE;PARTSTAT=DECLINED:mailto:lee@x.example\r\nUID:"),
    "somebody in their place": lambda data: data.replace(b"RSVP=FALSE", b'DELEGATED-FROM="mailto:lee@x.example"'),
    "a later date than there is": lambda data: data.replace(b"SEQUENCE:0", b"SEQUENCE:1"),
    "a number that is none": lambda data: data.replace(b"SEQUENCE:0", b"SEQUENCE:-1"),
    "a number without end": lambda data: data.replace(b"SEQUENCE:0", b"SEQUENCE:" + b"9" * 400),
    "no calendar": lambda data: data.replace(b"BEGIN:VCALENDAR", b"BEGIN:VCARD"),
    "an empty calendar": lambda data: data.partition(b"BEGIN:VCALENDAR")[0],
}  # fmt: skip


def _line(data: bytes, start: bytes) -> bytes:
    return start + data.partition(start)[2].partition(b"\r\n")[0]


def rows() -> list[Outcome]:
    """Return what became of every message that was noted."""
    return list(db.session.scalars(sa.select(Received.outcome)))


@pytest.mark.parametrize("wrong", WRONG)
def test_it_changes_nothing(wrong: str, kims: Invitation) -> None:
    message = letter("kde", kims)
    broken = WRONG[wrong](message)
    assert broken != message
    assert receive(broken) is Outcome.REFUSED
    assert kims.reply is None
    assert rows() == [Outcome.REFUSED]
    assert receive(letter("kde", kims, id="whole")) is Outcome.ANSWERED  # what was broken is all that was wrong


def test_another_address_changes_nothing(kims: Invitation) -> None:
    message = letter("kde", kims)
    token = message.decode().partition("rsvp+")[2][:24]
    for other in ("a" * 24, token[:-1], token[::-1]):
        assert receive(message.replace(token.encode(), other.encode())) is Outcome.UNKNOWN
    assert kims.reply is None
    assert rows() == []


def test_the_address_of_one_guest_never_answers_for_another(cast: Cast, kims: Invitation) -> None:
    """Only the token counts: whoever signs, it is the guest the address was given to."""
    receive(letter("kde", kims).replace(b"kim@posteo.example", b"priya@raman.example"))
    assert kims.answer is Answer.YES
    assert cast.invitation("Priya").reply is None


@pytest.mark.parametrize("shape", ["delegated", "forwarded"])
def test_what_was_handed_on_changes_nothing(shape: str, kims: Invitation) -> None:
    receive(letter(shape, kims))
    assert kims.reply is None


def test_prose_reaches_nobody_and_is_counted(kims: Invitation) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Letter))
    assert receive(letter("prose", kims)) is Outcome.PROSE
    assert rows() == [Outcome.PROSE]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == before


@pytest.mark.parametrize(("reply", "outcome"), [("away", Outcome.PROSE), ("away_with_the_invitation", Outcome.REFUSED)])
def test_a_reply_that_writes_itself_changes_nothing_and_is_not_written_to(
    reply: str, outcome: Outcome, kims: Invitation
) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Letter))
    for minutes in range(5):
        assert receive(letter(reply, kims, minutes=minutes)) is outcome
    assert kims.reply is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == before


def test_the_same_message_counts_once(kims: Invitation) -> None:
    first = letter("kde", kims)
    assert receive(first) is Outcome.ANSWERED
    answering.take_back(kims)
    db.session.commit()
    assert receive(first) is not Outcome.ANSWERED
    assert kims.reply is None


def test_a_message_sent_again_under_another_name_is_old_news(kims: Invitation) -> None:
    receive(letter("kde", kims, minutes=-2))
    receive(letter("kde", kims, partstat="DECLINED", minutes=-1))
    assert receive(letter("kde", kims, minutes=-2, id="again")) is Outcome.REFUSED
    assert kims.answer is Answer.NO


def test_a_click_since_then_outweighs_mail_that_was_long_on_its_way(cast: Cast, kims: Invitation) -> None:
    cast.says("Kim", Answer.NO)
    assert receive(letter("kde", kims, minutes=-60)) is Outcome.REFUSED
    assert kims.answer is Answer.NO
    assert receive(letter("kde", kims, minutes=1)) is Outcome.ANSWERED


def test_too_late_is_refused_quietly(cast: Cast, kims: Invitation) -> None:
    message = letter("kde", kims)
    cast.clock.move_to(cast.event.starts_at)
    assert receive(message) is Outcome.REFUSED
    assert kims.reply is None


def test_called_off_is_refused_quietly(cast: Cast, kims: Invitation) -> None:
    news.call_off(cast.event)
    assert receive(letter("kde", kims)) is Outcome.REFUSED
    assert kims.reply is None


def test_nothing_is_answered_while_the_day_is_open(cast: Cast, kims: Invitation) -> None:
    event = cast.event
    db.session.add(DateOption(event_id=event.id, starts_at=event.starts_at, ends_at=event.ends_at))
    db.session.commit()
    db.session.expire(event)
    assert receive(letter("kde", kims)) is Outcome.REFUSED


def test_somebody_off_the_list_is_nobody(cast: Cast, kims: Invitation) -> None:
    message = letter("kde", kims)
    inviting.withdraw(kims)
    db.session.commit()
    assert receive(message) is Outcome.UNKNOWN


def test_who_took_the_answer_back_is_answered_for_no_more(kims: Invitation) -> None:
    """Whoever had the date mailed there may not be this guest."""
    message = letter("kde", kims)
    answering.take_back(kims)
    db.session.commit()
    assert receive(message) is Outcome.UNKNOWN


def test_after_a_stop_her_answer_stays_hers_and_no_letter_follows(cast: Cast, kims: Invitation) -> None:
    stop.ask(cast.kim)
    db.session.commit()
    assert receive(letter("kde", kims, partstat="DECLINED")) is Outcome.ANSWERED
    receive(letter("refresh", kims))
    owed = db.session.scalars(sa.select(Letter).where(Letter.kind == "calendar", Letter.reason.like("refresh%"))).one()
    assert CalendarLetter.compose(owed) is None


def test_no_message_is_kept_longer_than_a_month(cast: Cast, kims: Invitation) -> None:
    receive(letter("prose", kims))
    cast.clock.shift(timedelta(days=29))
    assert retention.received() == 0
    cast.clock.shift(timedelta(days=2))
    assert retention.received() == 1


def test_the_organiser_reads_the_same_whatever_came_in(
    cast: Cast, kims: Invitation, as_: Callable[[Account], FlaskClient]
) -> None:
    sam = as_(cast.sam)
    pages = ["/home", f"/events/{cast.event.public_id}", "/history"]
    before = [sam.get(page).data for page in pages]
    for shape in ("kde", "counter", "refresh", "prose", "returned"):
        receive(letter(shape, kims))
    assert kims.answer is Answer.YES
    assert [sam.get(page).data for page in pages] == before


def test_the_operator_reads_counts_and_no_more(
    cast: Cast, kims: Invitation, as_: Callable[[Account], FlaskClient]
) -> None:
    for shape in ("kde", "prose", "counter"):
        receive(letter(shape, kims))
    page = " ".join(as_(cast.jo).get("/operator/").text.split())
    for word, count in (
        ("Answers", 1),
        ("Words for nobody", 1),
        ("Other times proposed", 1),
        ("Letters that came back", 0),
    ):
        assert f'<th scope="row">{word}</th><td>{count}</td>' in page
    assert "step-free" not in page
    assert "kim@" not in page
