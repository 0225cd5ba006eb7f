"""Anna changes her event: words ask nobody again, another place or day asks everyone who said yes."""

from datetime import timedelta

from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.events import dates
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from tests.cast import Cast
from tests.events.outlines import OCTOBER, invited, published, span
from tests.web.host.typing import GAMES


def address(event: Event, page: str = "edit") -> str:
    """Return an address of an event."""
    return f"/host/events/{event.public_id}/{page}"


def said_yes(event: Event, name: str = "Kim") -> None:
    """Let somebody say yes."""
    reply(invited(event, name), Answer.YES)
    db.session.commit()


def test_the_page_says_before_saving_who_is_asked_again(anna: FlaskClient, event: Event) -> None:
    page = anna.get(address(event)).text
    assert "With another day, time or place everyone who said yes is asked once more." in page
    assert 'value="2026-10-03"' in page
    assert f'value="{event.title}"' in page


def test_other_words_ask_nobody_again(anna: FlaskClient, event: Event) -> None:
    said_yes(event)
    assert anna.post(address(event), data=GAMES | {"title": "Cards, then", "capacity": "12"}).status_code == 303
    db.session.expire_all()
    assert (event.title, event.capacity) == ("Cards, then", 12)
    assert invited(event, "Kim").answer is Answer.YES
    assert event.sequence == 0


def test_another_place_asks_everyone_who_said_yes(anna: FlaskClient, event: Event) -> None:
    said_yes(event)
    anna.post(address(event), data=GAMES | {"place": "The Old Bakery"})
    page = anna.get(f"/host/events/{event.public_id}").text
    assert "Asked again" in page
    assert (event.sequence, event.was_place) == (1, "The Tannery Café, back room, 14 Market Row, Bristol BS1 4QA")


def test_a_second_click_moves_nothing_again(anna: FlaskClient, event: Event) -> None:
    for _ in range(2):
        anna.post(address(event), data=GAMES | {"place": "The Old Bakery"})
    db.session.expire_all()
    assert event.sequence == 1


def test_it_can_be_put_off_by_a_day_however_near_it_is(cast: Cast, anna: FlaskClient, event: Event) -> None:
    cast.clock.move_to(OCTOBER - timedelta(days=2))
    assert anna.post(address(event), data=GAMES | {"day": "2026-10-04"}).status_code == 303
    page = anna.post(address(event), data=GAMES | {"day": "2026-10-03"})
    assert "Pick a day from 4 October on" in page.text, "but not brought forward"


def test_wrong_input_changes_nothing(anna: FlaskClient, event: Event) -> None:
    page = anna.post(address(event), data=GAMES | {"title": "", "place": "Elsewhere"})
    assert page.status_code == 422
    assert 'value="Elsewhere"' in page.text
    db.session.expire_all()
    assert event.place == "The Tannery Café, back room"


def test_places_that_are_taken_stay(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, capacity=10)
    for name in ("Kim", "Priya", "Tomasz"):
        reply(invited(event, name), Answer.YES, party=2)
    db.session.commit()
    page = anna.post(address(event), data=GAMES | {"capacity": "7"})
    assert "8 places are taken already" in page.text


def test_more_places_go_to_who_waits(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, capacity=6)
    for name in ("Kim", "Priya", "Tomasz"):
        reply(invited(event, name), Answer.YES, party=2)
    db.session.commit()
    assert invited(event, "Tomasz").waiting_since
    anna.post(address(event), data=GAMES | {"capacity": "10"})
    assert "Offered a place" in anna.get(f"/host/events/{event.public_id}").text


def test_questions_keep_their_answers_and_things_their_bringers(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, questions=("Any songs?", "A partner?"), items=("Lemonade", "Paper"))
    kim = invited(event, "Kim")
    words = {question.id: f"To {question.words}" for question in event.questions[1:]}
    reply(kim, Answer.YES, item_id=event.items[1].id, words=words)
    db.session.commit()
    changed = {"questions": "By train?\nAny songs?", "bring": "Paper\nBread", "food": ""}
    anna.post(address(event), data=GAMES | changed)
    db.session.expire_all()
    assert [each.words for each in event.questions] == ["By train?", "Any songs?"]
    assert [each.name for each in event.items] == ["Paper", "Bread"]
    page = anna.get(f"/host/events/{event.public_id}").text
    assert "To Any songs?" in page
    assert "To A partner?" not in page
    assert "<span>Paper</span><b><bdi>Kim</bdi></b>" in page


def test_one_of_the_days_offered_is_picked_and_everyone_asked(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in (0, 1, 7)))
    sunday = event.options[1]
    dates.vote(invited(event, "Kim"), {sunday.id: dates.Could.YES, event.options[0].id: dates.Could.NO})
    db.session.commit()
    page = anna.get(f"/host/events/{event.public_id}").text
    assert "Said which days" in page
    assert "Sunday 4 October, 18:30 to 21:30" in page
    wanted = {"option": str(sunday.id)}
    for _ in range(2):
        assert anna.post(address(event, "day"), data=wanted).location == f"/host/events/{event.public_id}"
    db.session.expire_all()
    assert event.starts_at == OCTOBER + timedelta(days=1)
    assert not event.day_is_open
    assert "Which day?" not in anna.get(f"/host/events/{event.public_id}").text


def test_a_day_that_was_not_offered_cannot_be_picked(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in (0, 1)))
    for wanted in ({}, {"option": "999"}, {"option": "x"}):
        assert anna.post(address(event, "day"), data=wanted).status_code == 404
    assert event.day_is_open


def test_while_the_day_is_open_its_days_stay(cast: Cast, anna: FlaskClient) -> None:
    event = published(cast, spans=tuple(span(OCTOBER + timedelta(days=day)) for day in (0, 1)))
    assert "The days you offered stay as they are." in anna.get(address(event)).text
    moved = GAMES | {"day": "2026-10-20", "place": "The Old Bakery"}
    assert anna.post(address(event), data=moved).status_code == 303
    db.session.expire_all()
    assert event.place == "The Old Bakery"
    assert event.starts_at == OCTOBER + timedelta(days=1)
    assert len(event.options) == 2


def test_an_event_is_called_off_once_with_a_word(anna: FlaskClient, event: Event) -> None:
    assert "Call it off?" in anna.get(address(event, "cancellation")).text
    refused = anna.post(address(event, "cancellation"), data={"words": "See www.example.org"})
    assert refused.status_code == 422
    assert "See www.example.org" in refused.text
    for words in ("Burst pipe, sorry all.", "Another word"):
        assert anna.post(address(event, "cancellation"), data={"words": words}).status_code == 303
    page = anna.get(f"/host/events/{event.public_id}").text
    assert "You called it off." in page
    assert "Burst pipe, sorry all." in page
    assert "Another word" not in page
    assert "Add someone" not in page


def test_what_is_over_or_off_cannot_be_changed(cast: Cast, anna: FlaskClient, event: Event) -> None:
    invitation = invited(event, "Grace").public_id
    cast.clock.move_to(event.starts_at)
    acts = ("edit", "guests", "cancellation")
    for path in [address(event, act) for act in acts] + [
        f"/host/invitations/{invitation}/{act}" for act in ("link", "letter", "withdrawal")
    ]:
        answer = anna.post(path, data=GAMES | {"names": "Zoe"})
        assert answer.status_code == 409, path
        assert "It’s too late for that now." in answer.text
    assert "Add someone" not in anna.get(f"/host/events/{event.public_id}").text
