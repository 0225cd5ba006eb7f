"""Mail comes late, twice and out of order: what it leads to depends on what was said, not on when it came."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.database import db
from coordinator.events import board
from coordinator.events.calendar_word import CalendarWord, Remark
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.inbox.received import Received
from coordinator.inbox.receiving import receive
from tests.cast import Cast
from tests.inbox.corpus import letter


@pytest.fixture
def heap(cast: Cast, kims: Invitation) -> list[bytes]:
    """Return all that Kim's calendars sent: before the event moved and after it, some of it odd."""
    first = [
        letter("google", kims, minutes=1),
        letter("counter", kims, minutes=2, id="moved"),
        letter("thunderbird", kims, partstat="TENTATIVE", minutes=3),
    ]
    cast.clock.shift(timedelta(minutes=10))
    cast.moves(timedelta(days=1))
    then = [
        letter("exchange", kims, partstat="DECLINED", minutes=1),
        letter("apple", kims, minutes=2),
        letter("counter", kims, minutes=3, id="later"),
        letter("delegated", kims, minutes=4),
        letter("refresh", kims, minutes=5),
        letter("prose", kims, minutes=6, id="words"),
        letter("kde", kims, minutes=7, uid="another"),
    ]
    cast.clock.shift(timedelta(minutes=10))
    return first + then


def end_of(cast: Cast, kims: Invitation, messages: list[bytes]) -> tuple[Answer | None, Remark]:
    """Return what the host reads once all of them came in, beginning with no answer."""
    for table in (Reply, CalendarWord, Received):
        db.session.execute(sa.delete(table))
    db.session.commit()
    for message in messages:
        receive(message)
    db.session.expire_all()
    line = next(line for line in board.read(cast.event).lines if line.invitation.id == kims.id)
    return kims.answer, line.remark


def test_in_order_twice_and_shuffled_it_comes_to_the_same(cast: Cast, kims: Invitation, heap: list[bytes]) -> None:
    in_order = end_of(cast, kims, heap)
    assert in_order == (
        Answer.YES,
        Remark(
            proposes=True,
            starts_at=cast.event.starts_at - timedelta(days=1) + timedelta(hours=1),
            comment="Could it begin an hour later?",
        ),
    )
    assert end_of(cast, kims, heap * 2) == in_order
    assert end_of(cast, kims, heap[::-1]) == in_order

    @given(st.permutations(heap), st.lists(st.sampled_from(heap), max_size=5), st.integers(0, len(heap)))
    @settings(max_examples=25, deadline=None)
    def shuffled(once: list[bytes], again: list[bytes], between: int) -> None:
        assert end_of(cast, kims, once[:between] + again + once[between:]) == in_order

    shuffled()


def test_only_old_news_comes_to_the_same_too(cast: Cast, kims: Invitation, heap: list[bytes]) -> None:
    old = end_of(cast, kims, heap[:3])
    assert old == (None, Remark(old_answer=Answer.UNDECIDED))
    assert end_of(cast, kims, heap[2::-1] * 2) == old
