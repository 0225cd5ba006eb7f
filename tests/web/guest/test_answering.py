"""A guest answers, changes their mind, takes an answer back; wrong input changes nothing and loses nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from coordinator.consent.stop import of_guest
from coordinator.database import db
from coordinator.events import answering, bring, dates, inviting, news, question, waitlist
from coordinator.events.dates import Could, DateVote
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer, Author
from coordinator.events.kinds import Kind
from coordinator.events.outline import Span
from coordinator.events.question import QuestionAnswer
from tests.cast import Cast
from tests.dump import rows_by_table
from tests.web.guest.conftest import Guests, Opened, counted


@pytest.mark.parametrize(
    ("answer", "heading"),
    [("yes", "You’re coming"), ("no", "You can’t make it"), ("undecided", "You’d rather not say yet")],
)
def test_each_answer_is_thanked_the_same_way_and_its_heading_is_the_answer(
    cast: Cast, kim: Opened, answer: str, heading: str
) -> None:
    sent = kim.post("/answer", answer=answer)
    assert (sent.status_code, sent.location) == (303, f"{kim.path}/answered")
    page = kim.get("/answered").text
    assert f"<h1>{heading}</h1>" in page
    assert "Thanks, <bdi>Kim</bdi>. Only <bdi>Anna</bdi> sees this." in page
    assert cast.invitation().answer == answer


def test_everything_that_goes_with_a_yes_is_kept_and_said_again(cast: Cast, kim: Opened) -> None:
    question.ask(cast.event, ["Which game would you bring?"], food=True)
    bring.list_items(cast.event, ["Lemonade"])
    item, asked = cast.event.items[0].id, cast.event.questions[1].id
    sent = {"answer": "yes", "party": 2, "bring": item, "food": "No nuts, please", f"q{asked}": "Carcassonne"}
    assert kim.post("/answer", **sent).status_code == 303
    page = kim.get("/answered").text
    for words in ("You and one more.", "Lemonade", "No nuts, please", "Which game would you bring?", "Carcassonne"):
        assert words in page
    kept = cast.invitation().reply
    assert kept
    assert kept.party == 2
    form = kim.get().text
    assert 'value="yes" checked' in form
    assert 'value="No nuts, please"' in form
    assert 'value="Carcassonne"' in form


def test_a_no_forgets_what_went_with_a_yes_and_frees_the_lemonade(cast: Cast, kim: Opened) -> None:
    question.ask(cast.event, ["Which game would you bring?"], food=True)
    bring.list_items(cast.event, ["Lemonade"])
    item, asked = cast.event.items[0].id, cast.event.questions[1].id
    kim.post("/answer", **{"answer": "yes", "bring": item, "food": "No nuts, please", f"q{asked}": "Carcassonne"})
    kim.post("/answer", answer="no", bring=item, food="No nuts, please")
    assert cast.event.items[0].invitation_id is None
    kept = cast.invitation().reply
    assert kept
    assert kept.food == ""
    assert db.session.query(QuestionAnswer).count() == 0


def test_no_answer_chosen_changes_nothing_and_says_so_beside_the_answers(cast: Cast, kim: Opened) -> None:
    sent = kim.post("/answer", party=2)
    assert sent.status_code == 422
    assert "<title>Error: Invitation</title>" in sent.text
    assert sent.text.count("Choose one of the three answers") == 2
    assert '<a href="#answer">' in sent.text
    assert 'value="2" selected' in sent.text or '<option selected value="2">' in sent.text
    assert f'href="{kim.path}?lang=de"' in sent.text
    assert cast.invitation().reply is None


@pytest.mark.parametrize("answer", ["maybe", "YES", "", "1"])
def test_an_answer_that_is_none_is_not_taken(cast: Cast, kim: Opened, answer: str) -> None:
    assert kim.post("/answer", answer=answer).status_code == 422
    assert cast.invitation().reply is None


def test_an_answer_sent_again_word_for_word_is_not_said_twice(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes", party="2")
    before = rows_by_table()
    cast.clock.shift(timedelta(days=1))
    assert kim.post("/answer", answer="yes", party="2").status_code == 303
    after = rows_by_table()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    kim.post("/answer", answer="yes", party="1")
    assert cast.invitation().reply.party == 1


def test_a_link_in_the_food_note_is_refused_and_what_was_typed_stays(cast: Cast, kim: Opened) -> None:
    question.ask(cast.event, [], food=True)
    sent = kim.post("/answer", answer="yes", food="see www.evil.example")
    assert sent.status_code == 422
    assert "Please leave links out." in sent.text
    assert 'value="see www.evil.example"' in sent.text
    assert 'value="yes" checked' in sent.text
    assert cast.invitation().reply is None


def test_what_nobody_can_see_behind_a_no_is_no_reason_to_refuse_it(cast: Cast, kim: Opened) -> None:
    question.ask(cast.event, [], food=True)
    assert kim.post("/answer", answer="no", food="see www.evil.example", party="99").status_code == 303


def test_more_people_than_the_host_allows_are_refused(kim: Opened) -> None:
    assert kim.post("/answer", answer="yes", party="3").status_code == 422
    assert kim.post("/answer", answer="yes", party="-1").status_code == 422


def test_what_somebody_else_brings_meanwhile_is_said_kindly(cast: Cast, kim: Opened) -> None:
    bring.list_items(cast.event, ["Lemonade"])
    item = cast.event.items[0].id
    cast.says("Priya", Answer.YES, item_id=item)
    assert "Lemonade" not in kim.get().text
    sent = kim.post("/answer", answer="yes", bring=item)
    assert sent.status_code == 422
    assert "Somebody else brings that by now." in sent.text


def test_a_question_of_another_event_takes_no_answer(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes", q4711="hello")
    assert db.session.query(QuestionAnswer).count() == 0


def test_an_answer_can_be_taken_back_by_a_button_and_looking_does_nothing(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    assert kim.get("/answer/removal").status_code == 200
    assert kim.browser.head(kim.path + "/answer/removal").status_code == 200
    assert cast.invitation().reply is not None
    assert kim.post("/answer/removal").location == kim.path
    assert cast.invitation().reply is None
    assert kim.get("/answered").location == kim.path
    assert kim.post("/answer/removal").status_code == 303


def test_answers_stay_as_they_are_once_it_has_begun_or_was_called_off(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="no")
    cast.clock.move_to(cast.event.starts_at)
    for part in ("/answer", "/answer/removal", "/dates"):
        late = kim.post(part, answer="yes")
        assert late.status_code == 409
        assert "It’s too late for that now. Nothing was changed." in late.text
    assert cast.invitation().answer is Answer.NO


def test_an_event_called_off_takes_no_answer(cast: Cast, kim: Opened) -> None:
    news.call_off(cast.event)
    assert kim.post("/answer", answer="yes").status_code == 409
    assert kim.post("/answer").status_code == 409
    assert cast.invitation().reply is None


def full(cast: Cast) -> None:
    cast.event.capacity = 3  # Anna, Sam, and one guest
    cast.says("Priya", Answer.YES)


def test_a_yes_to_a_full_event_goes_on_the_waiting_list(cast: Cast, kim: Opened) -> None:
    full(cast)
    kim.post("/answer", answer="yes")
    assert "<h1>You’re on the waiting list</h1>" in kim.get("/answered").text
    assert "You’re on the waiting list." in kim.get().text
    assert " checked>" not in kim.get().text


def test_a_free_place_is_an_offer_in_time_that_has_to_be_taken(cast: Cast, kim: Opened, priya: Opened) -> None:
    full(cast)
    kim.post("/answer", answer="yes")
    priya.post("/answer", answer="no")
    page = kim.get().text
    assert "A place is free for you until Thursday 10 September, 12:00." in page
    assert " checked>" not in page
    assert "A place is free for you until" in kim.get("/answered").text
    assert not cast.invitation().reply or cast.invitation().waiting_since
    kim.post("/answer", answer="yes")
    assert "<h1>You’re coming</h1>" in kim.get("/answered").text


def test_an_offer_that_ran_out_is_not_shown(cast: Cast, kim: Opened, priya: Opened) -> None:
    full(cast)
    kim.post("/answer", answer="yes")
    priya.post("/answer", answer="no")
    cast.clock.shift(waitlist.OFFER + timedelta(minutes=1))
    assert "A place is free" not in kim.get().text


def test_nobody_loses_their_place_by_bringing_one_more_than_fits(cast: Cast, priya: Opened) -> None:
    full(cast)
    sent = priya.post("/answer", answer="yes", party=2)
    assert sent.status_code == 422
    assert "There isn’t room for that many just now. Your place stays yours." in sent.text
    assert cast.invitation("Priya").answer is Answer.YES
    assert cast.invitation("Priya").waiting_since is None


def test_the_host_hears_of_it_in_one_letter_and_nobody_else_does(cast: Cast, kim: Opened) -> None:
    kim.post("/answer", answer="yes")
    kim.post("/answer", answer="no")
    kinds = {row.kind for row in db.session.execute(db.text("SELECT kind FROM letter WHERE state = 'waiting'"))}
    assert kinds & {"first_answer", "digest"}
    assert not any("organiser" in kind for kind in kinds)


@pytest.fixture
def poll(cast: Cast) -> None:
    """Let Anna offer two days."""
    starts, ends = cast.event.starts_at, cast.event.ends_at
    week = timedelta(weeks=1)
    dates.offer(cast.event, [Span(starts, ends), Span(starts + week, ends + week)])
    db.session.commit()


@pytest.mark.usefixtures("poll")
def test_a_poll_asks_about_each_day_and_only_the_host_sees(cast: Cast, kim: Opened) -> None:
    page = kim.get().text
    assert "Which of these could work?" in page
    assert "One of 2 days" in page
    assert "Saturday 3 October" in page
    assert "Saturday 10 October" in page
    assert page.index("suggested getting people together") < page.index('type="radio"')
    assert " checked>" not in page
    first, second = [option.id for option in cast.event.options]
    assert kim.post("/dates", **{f"d{first}": "yes", f"d{second}": "no"}).location == f"{kim.path}/answered"
    assert "Your days are noted" in kim.get("/answered").text
    assert {vote.option_id: vote.could for vote in db.session.query(DateVote)} == {first: Could.YES, second: Could.NO}
    assert f'name="d{first}" value="yes" checked' in kim.get().text


@pytest.mark.usefixtures("poll")
def test_a_poll_takes_no_empty_form_and_no_plain_answer(cast: Cast, kim: Opened) -> None:
    assert kim.post("/dates").status_code == 422
    assert kim.post("/dates", d4711="yes").status_code == 422
    assert kim.post("/answer", answer="yes").status_code == 409
    assert db.session.query(DateVote).count() == 0


@pytest.mark.usefixtures("poll")
def test_days_can_be_taken_back_too(cast: Cast, kim: Opened) -> None:
    kim.post("/dates", **{f"d{cast.event.options[0].id}": "maybe"})
    kim.post("/answer/removal")
    assert db.session.query(DateVote).count() == 0


@pytest.mark.usefixtures("poll")
def test_when_the_day_is_picked_the_invitation_asks_for_an_answer(cast: Cast, kim: Opened) -> None:
    kim.post("/dates", **{f"d{cast.event.options[1].id}": "yes"})
    dates.pick(cast.event, cast.event.options[1])
    db.session.commit()
    page = kim.get().text
    assert "Saturday 10 October 2026" in page
    assert "Will you come?" in page
    assert kim.post("/answer", answer="yes").status_code == 303


def test_without_a_poll_there_are_no_days_to_answer(kim: Opened) -> None:
    assert kim.post("/dates", d1="yes").status_code == 409


def test_an_answer_by_calendar_reads_like_one_by_click(cast: Cast, kim: Opened) -> None:
    answering.reply(cast.invitation(), Answer.YES, author=Author.CALENDAR)
    assert "You’re down as coming." in kim.get().text


def test_answering_is_not_leaving(cast: Cast, kim: Opened, guests: Guests) -> None:
    kim.post("/answer", answer="no")
    guests("Lotte").post("/answer", answer="no")
    assert of_guest(cast.kim.id) is None


@pytest.mark.parametrize(
    ("answer", "most"),  # one fewer where nothing else goes with it; one counts on the feed this guest may follow
    [("yes", 8), ("no", 7), ("undecided", 7)],
)
def test_an_answer_asks_the_database_few_questions_however_many_are_invited(
    cast: Cast, kim: Opened, answer: str, most: int
) -> None:
    question.ask(cast.event, ["Which game would you bring?"], food=True)
    bring.list_items(cast.event, ["Lemonade"])
    for name in ("Ada", "Ben", "Cleo", "Dora", "Emil"):
        guest = Guest(name=name)
        cast.hosting.guests.append(guest)
        db.session.flush()
        answering.reply(inviting.invite(cast.event, guest), Answer.YES)
    db.session.commit()
    with counted() as seen:
        kim.post("/answer", answer=answer, party="1")
    assert len(seen) <= most, seen


@pytest.mark.parametrize("answer", ["no", "undecided"])
def test_whatever_is_sent_with_another_answer_than_yes_is_left_unread(cast: Cast, kim: Opened, answer: str) -> None:
    assert kim.post("/answer", answer=answer, party="many", bring="lemonade", food="!" * 999).status_code == 303
    kept = cast.invitation().reply
    assert kept
    assert (kept.answer, kept.party, kept.food) == (answer, 1, "")


def test_words_to_a_question_of_another_event_are_not_kept(cast: Cast) -> None:
    walk = Event(
        hosting=cast.hosting, plan_id=cast.hosting.plan_id, kind=Kind.WALK, title="A walk", zone="Europe/Berlin",
        starts_at=cast.event.starts_at + timedelta(days=28), ends_at=cast.event.ends_at + timedelta(days=28),
        place="The mill", capacity=8,
    )  # fmt: skip
    db.session.add(walk)
    db.session.flush()
    for event in (cast.event, walk):
        question.ask(event, ["Do you need a lift?"], food=False)
    words = {event.questions[0].id: event.title for event in (cast.event, walk)}
    answering.reply(cast.invitation(), Answer.YES, words=words)
    assert [each.words for each in cast.invitation().words] == [cast.event.title]


def test_an_answer_said_again_in_other_words_replaces_them(cast: Cast) -> None:
    question.ask(cast.event, ["Which game would you bring?", "Do you need a lift?"], food=False)
    first, second = (each.id for each in cast.event.questions)
    for words in ({first: "Carcassonne", second: "No"}, {first: "Azul", second: ""}):
        answering.reply(cast.invitation(), Answer.YES, words=words)
        db.session.commit()
    assert {each.question_id: each.words for each in db.session.scalars(sa.select(QuestionAnswer))} == {first: "Azul"}
