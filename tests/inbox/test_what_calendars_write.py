"""An answer counts in whatever shape a calendar writes it, and exactly like a click."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.database import db
from coordinator.events import answering, organiser_reply, question
from coordinator.events.bring import BringItem
from coordinator.events.calendar_word import CalendarWord
from coordinator.events.invitation import Answer, Author, Invitation
from coordinator.events.question import QuestionAnswer
from coordinator.inbox.received import Outcome
from coordinator.inbox.receiving import receive
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.dump import everything
from tests.inbox.corpus import ANSWERS, letter

PARTSTATS = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO, "TENTATIVE": Answer.UNDECIDED}


@pytest.mark.parametrize("shape", ANSWERS)
def test_every_calendar_is_understood(shape: str, kims: Invitation) -> None:
    for minutes, (partstat, answer) in enumerate(PARTSTATS.items(), start=-3):
        assert receive(letter(shape, kims, partstat=partstat, minutes=minutes)) is Outcome.ANSWERED
        assert kims.answer is answer
    assert kims.reply
    assert kims.reply.author is Author.CALENDAR


@pytest.mark.parametrize(
    "days",
    [
        "DTSTART;VALUE=DATE:20261003\r\nDTEND;VALUE=DATE:20261004",
        "DTSTART;VALUE=DATE:20261003\r\nDTEND;VALUE=DATE:20261006",
        "DTSTART:20261003T173000\r\nDTEND:20261003T203000",
        "DTSTART;TZID=Customized Time Zone:20261003T183000\r\nDURATION:PT3H",
        "DTSTART:whenever",
        "X-NO-DATE:1",
    ],
)
def test_how_it_writes_the_date_makes_no_difference(days: str, kims: Invitation) -> None:
    """Some calendars keep every date as a whole day, or on no clock at all: the UID says which event is meant."""
    written = b"DTSTART:20261003T173000Z\r\nDTEND:20261003T203000Z"
    message = letter("kde", kims)
    assert written in message
    assert receive(message.replace(written, days.encode())) is Outcome.ANSWERED
    assert kims.answer is Answer.YES


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_make_no_difference(ending: str, kims: Invitation) -> None:
    assert receive(letter("thunderbird", kims).replace(b"\r\n", ending.encode())) is Outcome.ANSWERED


def test_the_envelope_is_believed_before_any_header(cast: Cast, kims: Invitation) -> None:
    priya = cast.invitation("Priya")
    message = letter("kde", priya, to="somebody@reply.ground.example")
    assert receive(message) is Outcome.UNKNOWN
    own = letter("kde", priya)
    address = own.decode().partition("To: ")[2].partition("\r\n")[0]
    assert receive(message, [address.upper()]) is Outcome.ANSWERED
    assert priya.answer is Answer.YES


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To"])
def test_a_header_of_the_delivery_is_believed_before_to(header: str, cast: Cast, kims: Invitation) -> None:
    message = letter("kde", kims)
    address = message.decode().partition("To: ")[2].partition("\r\n")[0]
    lists = message.replace(f"To: {address}".encode(), f"{header}: {address}\r\nTo: list@reply.ground.example".encode())
    assert receive(lists) is Outcome.ANSWERED


def test_a_yes_keeps_what_was_said_of_coming(cast: Cast, kims: Invitation) -> None:
    event = cast.event
    question.ask(event, ["Which game would you bring?"], food=True)
    item = BringItem(event_id=event.id, name="Lemonade")
    db.session.add(item)
    db.session.flush()
    said = {each.id: "The one with the trains" for each in event.questions}
    answering.reply(kims, Answer.YES, party=2, food="No nuts", item_id=item.id, words=said)
    db.session.commit()
    cast.clock.shift(timedelta(minutes=5))
    receive(letter("google", kims, minutes=-1))
    assert kims.reply
    assert (kims.reply.party, kims.reply.food, kims.item) == (2, "No nuts", item)
    assert set(db.session.scalars(sa.select(QuestionAnswer.words))) == {"The one with the trains"}
    receive(letter("google", kims, partstat="DECLINED"))
    assert kims.reply.party == 1
    assert kims.item is None


def test_a_yes_to_a_full_event_waits_like_any_other(cast: Cast, kims: Invitation) -> None:
    cast.event.capacity = 4
    organiser_reply.reply(cast.event, Answer.YES)
    cast.says("Priya", Answer.YES, party=2)
    receive(letter("apple", kims))
    assert kims.answer is Answer.YES
    assert kims.waiting_since


def test_a_place_given_up_by_calendar_is_offered_to_the_next(cast: Cast, kims: Invitation) -> None:
    cast.event.capacity = 3
    organiser_reply.reply(cast.event, Answer.YES)
    receive(letter("apple", kims, minutes=-1))
    cast.says("Priya", Answer.YES)
    assert not cast.invitation("Priya").offered_until
    receive(letter("apple", kims, partstat="DECLINED"))
    assert cast.invitation("Priya").offered_until


def test_the_host_hears_of_it_in_her_next_letter(kims: Invitation) -> None:
    receive(letter("kde", kims))
    owed = sa.select(Letter.kind).where(Letter.subject == f"event:{kims.event_id}")
    assert {"first_answer", "digest"} <= set(db.session.scalars(owed))


def test_the_organisers_own_no_stays_a_no_from_three_days_before(cast: Cast) -> None:
    sams = cast.invitation("Sam")
    organiser_reply.reply(cast.event, Answer.NO)
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=71))
    assert receive(letter("kde", sams)) is Outcome.REFUSED
    assert cast.event.organiser_reply
    assert cast.event.organiser_reply.answer is Answer.NO


def test_the_organiser_answers_by_calendar_and_is_no_guest(cast: Cast) -> None:
    sams = cast.invitation("Sam")
    assert receive(letter("kde", sams)) is Outcome.ANSWERED
    assert cast.event.organiser_reply
    assert cast.event.organiser_reply.answer is Answer.YES
    assert sams.reply is None


@pytest.mark.parametrize("sequence", [0, 1])
def test_no_byte_of_the_organisers_comes_along(sequence: int, cast: Cast) -> None:
    sams = cast.invitation("Sam")
    message = letter("exchange", sams, id="a"), letter("counter", sams, id="b")
    if sequence:
        cast.moves(timedelta(days=1))
    for each in message:
        receive(each)
    kept = everything()
    assert "freue" not in kept
    assert "hour later" not in kept
    assert not db.session.scalar(sa.select(CalendarWord.said_as))


def test_confirming_a_new_date_by_calendar_is_an_answer(cast: Cast, kims: Invitation) -> None:
    receive(letter("kde", kims))
    cast.moves(timedelta(days=1))
    assert kims.answer is None
    assert receive(letter("kde", kims, minutes=1)) is Outcome.ANSWERED
    assert kims.answer is Answer.YES


def test_a_clock_that_is_fast_shuts_nothing_out(cast: Cast, kims: Invitation) -> None:
    receive(letter("kde", kims, minutes=60 * 24 * 365))
    cast.clock.shift(timedelta(minutes=1))
    assert receive(letter("kde", kims, partstat="DECLINED")) is Outcome.ANSWERED
    assert kims.answer is Answer.NO
