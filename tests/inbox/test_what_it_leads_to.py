"""What a calendar said shows: to the host on her board, to the guest on their page, and in the next mail."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import answering
from coordinator.events.invitation import Answer, Invitation
from coordinator.inbox.received import Outcome
from coordinator.inbox.receiving import receive
from coordinator.post.outbox import Letter, LetterState
from tests.cast import Cast
from tests.inbox.corpus import letter

As = Callable[[Account], FlaskClient]
Holding = Callable[[Invitation], FlaskClient]


def read(cast: Cast, as_: As) -> str:
    """Return Anna's board as words."""
    return " ".join(as_(cast.anna).get(f"/host/events/{cast.event.public_id}").text.split())


def owed() -> list[str]:
    """Return why calendar letters wait."""
    waiting = sa.select(Letter.reason).where(Letter.kind == "calendar", Letter.state == LetterState.WAITING)
    return list(db.session.scalars(waiting))


def delivered() -> None:
    """Let all that waits be sent."""
    db.session.execute(sa.update(Letter).values(state=LetterState.SENT))
    db.session.commit()


def test_a_comment_and_another_address_show_beside_the_answer(cast: Cast, kims: Invitation, as_: As) -> None:
    message = letter("exchange", kims, partstat="TENTATIVE").replace(
        b"<kim@posteo.example>", b"<k.berger@work.example>"
    )
    receive(message)
    shown = read(cast, as_)
    assert "Rather not say yet" in shown
    assert "“<bdi>Schön, ich freue mich.</bdi>”" in shown
    assert "Answered as <bdi>k.berger@work.example</bdi>." in shown


def test_a_comment_goes_with_its_answer(cast: Cast, kims: Invitation, as_: As) -> None:
    receive(letter("google", kims))
    assert "Looking forward to it" in read(cast, as_)
    cast.clock.shift(timedelta(minutes=1))
    cast.says("Kim", Answer.YES)
    assert "Looking forward to it" not in read(cast, as_)


def test_a_hostile_comment_is_harmless(cast: Cast, kims: Invitation, as_: As) -> None:
    hostile = b"COMMENT:<script>x</script>\\n=?utf-8?q?=0ABcc: x?= \xe2\x80\xae" + b"y" * 5000 + b"\r\nUID:"
    assert receive(letter("kde", kims).replace(b"UID:", hostile)) is Outcome.ANSWERED
    assert "x</script>" not in read(cast, as_)
    cast.clock.shift(timedelta(minutes=1))
    receive(letter("kde", kims).replace(b"UID:", b"COMMENT:<b>{{7*7}}</b>\r\nUID:"))
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in read(cast, as_)


def test_another_time_is_shown_and_changes_nothing(cast: Cast, kims: Invitation, as_: As) -> None:
    receive(letter("kde", kims, minutes=-2))
    assert receive(letter("counter", kims, minutes=-1)) is Outcome.PROPOSED
    assert kims.answer is Answer.YES
    assert "Proposed another time: Saturday 3 October, 19:30." in read(cast, as_)
    assert cast.event.sequence == 0
    receive(letter("kde", kims, id="2"))
    assert "Proposed another time" not in read(cast, as_)


def test_another_day_is_shown_without_an_hour(cast: Cast, kims: Invitation, as_: As) -> None:
    days = letter("counter", kims).replace(
        b"DTSTART;TZID=GMT Standard Time:20261003T193000", b"DTSTART;VALUE=DATE:20261004"
    )
    assert receive(days) is Outcome.PROPOSED
    page = read(cast, as_)
    assert "Could it begin an hour later?" in page
    assert "Proposed another time." in page
    assert "00:00" not in page


def test_an_answer_to_the_old_date_is_shown_as_one_and_asked_again_once(
    cast: Cast, kims: Invitation, as_: As, holding: Holding
) -> None:
    old = letter("kde", kims, minutes=1)
    older = letter("kde", kims, partstat="TENTATIVE")
    cast.clock.shift(timedelta(minutes=2))
    cast.moves(timedelta(days=1))
    delivered()
    assert receive(older) is Outcome.OLD_DATE
    assert receive(old) is Outcome.OLD_DATE
    assert kims.reply is None
    assert owed() == ["again:1"]
    assert "Said “I’ll come” for the old date." in read(cast, as_)
    kims.linked_at = None  # a new link would end what the old one's holder asked for
    page = holding(kims).get(f"/i/{kims.public_id}").text
    assert "Your calendar answered for the old date." in page
    assert receive(letter("kde", kims)) is Outcome.ANSWERED
    assert "for the old date" not in read(cast, as_)


def test_nobody_is_asked_again_while_the_new_date_is_on_its_way(cast: Cast, kims: Invitation) -> None:
    old = letter("kde", kims)
    cast.moves(timedelta(days=1))
    before = owed()
    receive(old)
    assert owed() == before


def test_the_guest_reads_that_their_calendar_answered(kims: Invitation, holding: Holding) -> None:
    receive(letter("thunderbird", kims))
    kims.linked_at = None
    page = holding(kims).get(f"/i/{kims.public_id}").text
    assert "You’re down as coming." in page
    assert "Your calendar answered for you." in page


def test_a_date_that_was_lost_is_mailed_again_once_a_day(cast: Cast, kims: Invitation) -> None:
    delivered()
    for minutes in range(3):
        assert receive(letter("refresh", kims, minutes=minutes)) is Outcome.RESENT
    assert owed() == ["refresh:2026-09-08"]
    cast.clock.shift(timedelta(days=1))
    receive(letter("refresh", kims))
    assert len(owed()) == 2


def test_taking_the_answer_back_takes_the_calendars_words_too(cast: Cast, kims: Invitation, as_: As) -> None:
    receive(letter("exchange", kims))
    receive(letter("counter", kims))
    answering.take_back(kims)
    db.session.commit()
    shown = read(cast, as_)
    assert "Schön" not in shown
    assert "Proposed" not in shown
