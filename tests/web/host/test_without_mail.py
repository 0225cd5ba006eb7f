"""Where no letter goes, the host hands the news on herself: words to paste or to share, the same as in the letter."""

import re
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient

from coordinator.database import db
from coordinator.directions import FIRST_STRONG, POP
from coordinator.events import dates, inviting, news
from coordinator.events.answering import reply
from coordinator.events.event import Event
from coordinator.events.invitation import Answer
from tests.cast import Cast
from tests.events.outlines import invited, published, span


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
    assert 'id="words-news' not in anna.get(address).text
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
    words = to_paste(anna.get(address).text, "news-en")
    assert words.startswith(f"“{event.title}” is on Saturday")
    assert "Your own link shows it and asks you once more." in words


def test_what_was_called_off_is_told(anna: FlaskClient, event: Event) -> None:
    inviting.make_link(invited(event, "Kim"))
    news.call_off(event)
    db.session.commit()
    words = to_paste(anna.get(f"/host/events/{event.public_id}").text, "news-en")
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


def test_everybody_is_told_in_their_own_language_and_who_said_no_hears_nothing(anna: FlaskClient, event: Event) -> None:
    invited(event, "Lotte").guest.language = "de"
    reply(invited(event, "Priya"), Answer.NO)
    news.call_off(event)
    db.session.commit()
    page = anna.get(f"/host/events/{event.public_id}").text
    assert to_paste(page, "news-de").endswith("findet nicht statt. Du musst nichts tun.")
    assert "<bdi>Lotte</bdi></b></p>" in page
    assert "<bdi>Grace</bdi>, <bdi>Kim</bdi>, <bdi>Tomasz</bdi></b></p>" in page


def test_once_a_day_is_picked_it_is_told(anna: FlaskClient, cast: Cast) -> None:
    later = span(span().starts + timedelta(days=1))
    event = published(cast, spans=(span(), later))
    address = f"/host/events/{event.public_id}"
    assert 'id="words-news' not in anna.get(address).text
    dates.pick(event, event.options[1])
    db.session.commit()
    words = to_paste(anna.get(address).text, "news-en")
    assert words.startswith(f"“{event.title}” is on Sunday 4 October")
    assert words.endswith("Your own link asks whether you’d like to come.")
    for name in ("Kim", "Priya", "Tomasz", "Lotte", "Grace"):
        reply(invited(event, name), Answer.UNDECIDED)
    db.session.commit()
    assert 'id="words-news' not in anna.get(address).text


def test_a_name_that_runs_the_other_way_is_set_off_in_what_is_pasted(anna: FlaskClient, event: Event) -> None:
    lotte = invited(event, "Lotte")
    lotte.guest.language = "ar"
    db.session.commit()
    page = anna.post(f"/host/invitations/{lotte.public_id}/link", follow_redirects=True).text
    words = to_paste(page, lotte.id)
    assert words.startswith(f"مرحبًا {FIRST_STRONG}Lotte{POP}،")
    assert (
        FIRST_STRONG
        not in anna.post(f"/host/invitations/{invited(event, 'Kim').public_id}/link", follow_redirects=True).text
    )
