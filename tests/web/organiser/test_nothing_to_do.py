"""Home: the first sentence says that there is nothing to do, and until when; everything withheld has its reason."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event as sqlalchemy_event

from coordinator.consent import ending
from coordinator.database import db
from coordinator.events import dates, news, organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.kinds import Kind, Sort
from coordinator.events.outline import Span
from coordinator.plans import answering, asking
from coordinator.plans.favour import Favour, FavourSays
from tests.cast import Cast
from tests.web.organiser.conftest import Sam


def another(cast: Cast, starts: datetime) -> Event:
    """Publish another event of Anna's."""
    event = Event(
        hosting=cast.hosting, plan_id=cast.plan.id, kind=Kind.WALK, title="Walk to the reservoir", starts_at=starts,
        ends_at=starts + timedelta(hours=2), zone="Europe/London", place="The weir", capacity=8,
    )  # fmt: skip
    db.session.add(event)
    event.publish()
    db.session.commit()
    return event


def test_the_first_night_there_is_nothing_to_do(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.created_at)
    page = sam.reads()
    assert "<h1>Nothing to do until tomorrow at 12:00</h1>" in page
    assert "Ask a friend a favour" not in page


def test_after_it_a_favour_can_be_asked_and_need_not(cast: Cast, sam: Sam) -> None:
    assert cast.plan
    page = sam.reads()
    assert "<h1>Nothing has to happen today</h1>" in page
    assert "Ask a friend a favour" in page
    assert "The plan closes by itself on Tuesday 7 September 2027, whatever happens." in page
    assert "Friends you asked" not in page


def test_a_favour_asked_is_nothing_to_do_for_seven_days(cast: Cast, sam: Sam) -> None:
    assert cast.favour
    page = sam.reads()
    assert "<h1>Nothing to do until Tuesday 15 September</h1>" in page
    assert "<b>Anna</b><span>Asked</span>" in page
    assert "Any other answer, or none, shows seven days after asking, never earlier." in page
    assert "anna.brandt@posteo.example" not in page
    assert "You do the best games nights." not in page


@pytest.mark.parametrize("says", [None, FavourSays.NO, FavourSays.NEVER, FavourSays.VETO])
def test_every_answer_but_a_yes_shows_as_no_host_on_day_seven(cast: Cast, sam: Sam, says: FavourSays | None) -> None:
    favour = cast.favour
    before = sam.client.get("/home").text
    if says:
        answering.answer(favour, says)
    assert sam.client.get("/home").text == before
    cast.clock.move_to(favour.lapses_at - timedelta(minutes=1))
    if says is FavourSays.VETO:
        return  # by now that it is over may show
    assert "<b>Anna</b><span>Asked</span>" in sam.reads()
    cast.clock.move_to(favour.lapses_at)
    page = sam.reads()
    assert "<h1>No host for now</h1>" in page
    assert "<b>Anna</b><span>No host for now</span>" in page
    assert "That’s fine; people are busy." in page


def test_a_host_shows_and_what_she_plans_does_not(cast: Cast, sam: Sam) -> None:
    assert cast.hosting
    page = sam.reads()
    assert "<h1>Nothing to do until there is a date</h1>" in page
    assert "Anna would be glad to host and decides what, when and where." in page
    assert "<b>Anna</b><span>Hosting</span>" in page
    assert "The next favour can be asked from Tuesday 6 October." in page
    assert "Continue" not in page


def test_a_coming_event_says_when_and_who_hosts_and_keeps_the_place(cast: Cast, sam: Sam) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    page = sam.reads()
    assert "<h1>Nothing to do until Saturday 3 October</h1>" in page
    assert "Anna is hosting “Board games at the Tannery”, and you’re down as coming." in page
    assert "18:30 to 21:30" in page
    assert "Anna. It’s on." in page
    assert "You’ll see it here from Thursday 1 October, 18:30, if you’re coming." in page
    assert "The next favour can be asked from Saturday 31 October." in page
    assert "The Tannery Café" not in page
    assert "I’ve booked the long table" not in page  # a host's note may name the place


def test_the_place_shows_from_two_days_before_to_whom_is_coming(cast: Cast, sam: Sam) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=48, minutes=1))
    assert "The Tannery Café" not in sam.reads()
    cast.clock.shift(timedelta(minutes=1))
    page = sam.reads()
    assert "The Tannery Café, back room" in page
    assert "14 Market Row, Bristol BS1 4QA" in page


@pytest.mark.parametrize("says", [None, Answer.NO, Answer.UNDECIDED])
def test_nobody_who_is_not_coming_is_told_the_place(cast: Cast, sam: Sam, says: Answer | None) -> None:
    if says:
        organiser_reply.reply(cast.event, says)
    cast.clock.move_to(cast.event.starts_at - timedelta(hours=1))
    assert "The Tannery Café" not in sam.reads()


def test_an_event_that_moved_asks_for_the_answer_again(cast: Cast, sam: Sam) -> None:
    organiser_reply.reply(cast.event, Answer.YES)
    news.move(
        cast.event,
        starts_at=cast.event.starts_at + timedelta(days=7),
        ends_at=cast.event.ends_at + timedelta(days=7),
        zone=cast.event.zone,
        place=cast.event.place,
        address=cast.event.address,
        sort=Sort.PUBLIC,
    )
    page = sam.reads()
    assert "Please say again whether you come." in page
    assert "Saturday 10 October" in page


def test_a_day_that_guests_still_choose_is_not_shown(cast: Cast, sam: Sam) -> None:
    spans = [Span(cast.event.starts_at + timedelta(days=d), cast.event.ends_at + timedelta(days=d)) for d in (0, 1)]
    dates.offer(cast.event, spans)
    page = sam.reads()
    assert "<h1>Nothing to do until there is a day</h1>" in page
    assert "October" not in page.partition("Why it’s this quiet")[0].partition("Friends you asked")[0]
    assert sam.client.get(f"/events/{cast.event.public_id}/answer").status_code == 404


def test_while_it_is_on_there_is_nothing_to_do_here(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.event.starts_at)
    assert "<h1>Nothing to do here today</h1>" in sam.reads()


def test_when_it_is_over_three_days_pass(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.event.ends_at)
    page = sam.reads()
    assert "<h1>Nothing to do until Tuesday 6 October</h1>" in page
    assert "if the host marked you both as having come" in page
    assert "<b>Anna</b><span>Hosted</span>" in page


def test_an_event_called_off_is_said_so(cast: Cast, sam: Sam) -> None:
    news.call_off(cast.event, "I caught a cold, and Kim said the café is shut anyway.")
    page = sam.reads()
    assert "Anna has called off “Board games at the Tannery”." in page
    assert "Anna. It’s off." in page
    assert "caught a cold" not in page  # the host's word to her guests may speak of them


def test_two_misses_are_a_pause(cast: Cast, sam: Sam) -> None:
    second = another(cast, cast.event.starts_at + timedelta(days=28))
    cast.clock.move_to(second.shared_from)
    sam.comes_back()
    page = sam.reads()
    assert "<h1>Nothing to do until Sunday 2 May</h1>" in page
    assert "Two events went by without both of you there." in page
    assert "No favours are asked during the pause." in page


def test_everybody_asked_is_said_so(cast: Cast, sam: Sam) -> None:
    long_ago = cast.plan.settled_at
    cast.clock.shift(timedelta(days=300))
    for name in "ABCDEFGH":
        friend = cast.friend(name, None)
        for _time in range(3):
            db.session.add(Favour(plan=cast.plan, friend=friend, is_mailed=False, asked_at=long_ago, goes_at=long_ago))
    sam.comes_back()
    page = sam.reads()
    assert "Everybody on your list has been asked for now." in page
    assert "Continue" not in page
    assert "Everybody on your list has been asked for now." in sam.reads("/favours/new")


def test_an_end_by_others_is_one_text_whoever_ended_it(cast: Cast, sam: Sam) -> None:
    assert cast.event
    ending.end(cast.plan.id, ending.Cause.HOST)
    db.session.commit()
    cast.clock.move_to(db.session.get_one(ending.Closing, cast.plan.id).shows_at)
    page = sam.reads()
    assert "<h1>This plan is over and won’t reopen</h1>" in page
    assert "If Saturday 3 October is in your calendar, please take it out and don’t come along." in page
    assert "Bristol listening line" in page
    assert "Kim" not in page
    assert "Board games" not in page
    pages = set()
    for cause in ending.Cause:
        db.session.get_one(ending.Ending, cast.plan.id).cause = cause
        pages.add(sam.client.get("/home").text)
    assert len(pages) == 1


def test_a_year_ends_with_thanks_or_with_a_good_word(cast: Cast, sam: Sam) -> None:
    cast.is_shared()
    cast.clock.move_to(cast.plan.closes_at)
    sam.comes_back()
    page = sam.reads()
    assert "<h1>You don’t need this site any more</h1>" in page
    assert "Your plan closed on Tuesday 7 September." in page


def test_a_year_without_shared_events_ends_plainly(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.closes_at)
    sam.comes_back()
    assert "<h1>The year is over, and so is this plan</h1>" in sam.reads()


def test_three_misses_end_it(cast: Cast, sam: Sam) -> None:
    for days in (28, 56):
        last = another(cast, cast.event.starts_at + timedelta(days=days))
    cast.clock.move_to(last.shared_from)
    sam.comes_back()
    assert "<h1>Let’s leave it here</h1>" in sam.reads()


def test_thirty_days_after_the_end_home_is_where_a_plan_begins(cast: Cast, sam: Sam) -> None:
    cast.plan.leave()
    cast.clock.shift(timedelta(days=30) - timedelta(minutes=1))
    assert "Left here, kindly" in sam.reads()
    cast.clock.shift(timedelta(minutes=1))
    assert sam.client.get("/home").location == "/start"


def test_home_asks_the_database_few_questions(cast: Cast, sam: Sam) -> None:
    assert cast.event
    for number in range(6):
        db.session.add(asking.Friend(plan=cast.plan, name="PQRSTU"[number]))
    db.session.commit()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sam.client.get("/home")  # which notes, once an hour, that this browser is in use
    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    for path in ("/home", "/history", "/leave", "/favours/new"):
        asked.clear()
        assert sam.client.get(path).status_code == 200
        assert len(asked) <= 6, (path, asked)
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def test_looking_writes_nothing(cast: Cast, sam: Sam) -> None:
    cast.clock.move_to(cast.plan.closes_at)
    sam.comes_back()
    for path in ("/home", "/history", "/start", "/leave"):
        sam.client.get(path)
    assert db.session.scalar(sa.select(ending.Closing)) is None
