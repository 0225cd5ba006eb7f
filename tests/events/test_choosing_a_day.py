"""A date poll: guests say which days could work, the host picks one, and everyone is asked to confirm."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.database import db
from coordinator.errors import AlreadyCalledOff, Enough, NotPossible, TooLate
from coordinator.events import dates, news, organiser_reply
from coordinator.events.dates import Could, DateVote
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from coordinator.post.outbox import Letter
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, published, span


@pytest.fixture
def poll(cast: Cast) -> Event:
    """Return an event with three days to choose from."""
    return published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in (0, 1, 7)))


def letters(kind: str) -> list[str]:
    """Return whom letters of a kind are owed to."""
    db.session.flush()
    return list(db.session.scalars(sa.select(Letter.subject).where(Letter.kind == kind)))


def test_while_the_day_is_open_the_event_stands_at_the_last_of_them(poll: Event) -> None:
    assert poll.day_is_open
    assert poll.starts_at == OCTOBER + timedelta(days=7)


def test_a_vote_replaces_the_one_before(poll: Event) -> None:
    first, second, _third = poll.options
    dates.vote(invited(poll, "Kim"), {first.id: Could.YES, second.id: Could.NO})
    dates.vote(invited(poll, "Kim"), {second.id: Could.MAYBE, 999: Could.YES})
    votes = db.session.execute(sa.select(DateVote.option_id, DateVote.could)).all()
    assert [tuple(vote) for vote in votes] == [(second.id, Could.MAYBE)]


def test_picking_a_day_makes_it_the_day_and_forgets_who_could_when(poll: Event) -> None:
    dates.vote(invited(poll, "Kim"), {poll.options[1].id: Could.YES})
    organiser_reply.reply(poll, Answer.YES)
    dates.pick(poll, poll.options[1])
    assert (poll.starts_at, poll.sequence) == (OCTOBER + timedelta(days=1), 1)
    assert not poll.day_is_open
    assert db.session.scalars(sa.select(DateVote)).all() == []
    assert poll.organiser_reply is not None
    assert poll.organiser_reply.stands is None, "he is asked again, like everybody"


def test_everyone_with_an_address_hears_which_day_it_is(poll: Event) -> None:
    for name in ("Priya", "Tomasz"):
        invited(poll, name).guest.reach_at(f"{name.lower()}@posteo.example")
    dates.pick(poll, poll.options[0])
    assert letters("date_chosen") == [f"invitation:{invited(poll, name).id}" for name in ("Priya", "Tomasz")]
    assert letters("who_came") == [f"event:{poll.id}"]


def test_a_day_that_has_begun_or_is_of_another_event_cannot_be_picked(cast: Cast, poll: Event) -> None:
    first, second, _third = poll.options
    cast.clock.move_to(first.starts_at)
    with pytest.raises(TooLate):
        dates.pick(poll, first)
    stranger = dates.DateOption(event_id=poll.id + 1, starts_at=second.starts_at, ends_at=second.ends_at)
    with pytest.raises(NotPossible):
        dates.pick(poll, stranger)
    dates.pick(poll, second)


def test_nobody_votes_on_what_is_decided_or_off(poll: Event) -> None:
    kim = invited(poll, "Kim")
    dates.pick(poll, poll.options[0])
    with pytest.raises(NotPossible):
        dates.vote(kim, {})
    news.call_off(poll)
    with pytest.raises(AlreadyCalledOff):
        dates.vote(kim, {})


def test_six_days_are_the_most(cast: Cast) -> None:
    with pytest.raises(Enough):
        published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in range(7)))
