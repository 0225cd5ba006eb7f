"""Where no letter goes, the host hands the news on herself: words to paste or to share, the same as in the letter."""

import re
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.events import inviting, news
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from tests.events.outlines import invited


def to_paste(page: str, key: object) -> str:
    """Return the words that stand there to be pasted."""
    found = re.search(rf'id="words-{key}"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert f'data-copy="words-{key}"' in page
    assert f'data-share="words-{key}"' in page
    return unescape(found[1]) if found else ""


def test_a_move_is_told_to_those_who_are_asked_again(anna: FlaskClient, event: Event) -> None:
    inviting.make_link(invited(event, "Kim"))
    reply(invited(event, "Kim"), Answer.YES)
    db.session.commit()
    address = f"/host/events/{event.public_id}"
    assert 'id="words-news"' not in anna.get(address).text
    later = timedelta(days=7)
    news.move(
        event,
        starts_at=event.starts_at + later,
        ends_at=event.ends_at + later,
        zone=event.zone,
        place=event.place,
        address=event.address,
        sort=event.sort,
    )
    db.session.commit()
    words = to_paste(anna.get(address).text, "news")
    assert words.startswith(f"“{event.title}” is on Saturday")
    assert "Your own link shows it and asks you once more." in words


def test_what_was_called_off_is_told(anna: FlaskClient, event: Event) -> None:
    inviting.make_link(invited(event, "Kim"))
    news.call_off(event)
    db.session.commit()
    words = to_paste(anna.get(f"/host/events/{event.public_id}").text, "news")
    assert words.endswith("isn’t happening. There is nothing you need to do.")


def test_a_free_place_is_offered_in_the_guests_own_language(anna: FlaskClient, event: Event) -> None:
    event.capacity = 3
    kim, priya = invited(event, "Kim"), invited(event, "Priya")
    kim.guest.language = "de"
    for each in (priya, kim):
        reply(each, Answer.YES)
    reply(priya, Answer.NO)
    db.session.commit()
    assert kim.offered_until
    words = to_paste(anna.get(f"/host/events/{event.public_id}").text, kim.id)
    assert "ist Platz für dich" in words
