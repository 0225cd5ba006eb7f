"""What is said on the host's pages adds up, and nothing is asked twice."""

from datetime import timedelta

from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.events import news, organiser_reply
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from tests.cast import Cast


def test_who_came_is_not_asked_again_once_somebody_is_marked(cast: Cast, anna: FlaskClient, event: Event) -> None:
    cast.clock.move_to(event.ends_at + timedelta(hours=14))
    asks = "One thing is left, if you like: marking who came."
    assert asks in anna.get("/host/").text
    priya = next(each.guest for each in event.invitations if each.guest.name == "Priya")
    anna.post(f"/host/events/{event.public_id}/who-came", data={f"g{priya.id}": "yes"})
    assert asks not in anna.get("/host/").text


def test_the_places_on_the_board_add_up(anna: FlaskClient, event: Event) -> None:
    """One for the host, one kept for whoever asked until he says no."""
    board = anna.get(f"/host/events/{event.public_id}").text
    assert f"One is coming: you. {event.capacity - 2} places are free. One is kept for <bdi>Sam</bdi>." in board
    organiser_reply.reply(event, Answer.NO)
    db.session.commit()
    board = anna.get(f"/host/events/{event.public_id}").text
    assert f"One is coming: you. {event.capacity - 1} places are free." in board
    assert "is kept for" not in board


def test_what_was_called_off_says_so_among_the_earlier_ones(anna: FlaskClient, event: Event) -> None:
    news.call_off(event)
    db.session.commit()
    assert "Saturday 3 October 2026 · Called off" in anna.get("/host/").text
