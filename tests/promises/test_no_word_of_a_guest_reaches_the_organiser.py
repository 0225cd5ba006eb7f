"""R3 from the other side: every word of hosts, guests and friends sings, and Sam hears only what was published.

That is title, note, kind, times and zone of an event, the host's name, her word when it is called off, and the place
from 48 hours before, if he comes.
"""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.database import db
from coordinator.events import news, organiser_reply
from coordinator.events.guest import Role
from coordinator.events.invitation import Answer
from coordinator.history import marking
from tests.cast import Cast
from tests.promises.canaries import canary, sings
from tests.promises.crawl import Visitor, look, press
from tests.promises.people import People
from tests.promises.planted import OTHERS, let_others_sing, lies_in
from tests.promises.postbox import Postbox
from tests.promises.test_get_changes_nothing import ACTS_BY_BUTTON

PUBLISHED = {canary(name).casefold() for name in ("event.title", "event.note", "hosting.name")}
PLACE = {canary(name).casefold() for name in ("event.place", "event.address")}


@pytest.fixture
def sung(app: Flask, story: Cast) -> Cast:
    """Let every word that is not Sam's sing."""
    return let_others_sing(story)


@pytest.fixture
def sam(app: Flask, sung: Cast) -> Visitor:
    """Return Sam at his door."""
    sam = People(app, sung).organiser()
    sam.audiences = ("organiser", "sign_in")
    return sam


def heard(app: Flask, sam: Visitor) -> set[str]:
    """Return the canaries Sam hears on all his pages, and in what he gets for empty forms."""
    seen = [*look(app, sam), *look(app, sam, query="?lang=de"), *press(app, sam, without=frozenset(ACTS_BY_BUTTON))]
    return {word for each in seen for word in sings(each.bytes)}


def test_every_word_of_others_is_a_canary(app: Flask, sung: Cast) -> None:
    news.call_off(sung.event, canary("cancellation.words"))
    db.session.commit()
    assert lies_in(app) == set(OTHERS)


def test_sam_hears_what_was_published_and_no_place(app: Flask, sung: Cast, sam: Visitor) -> None:
    found = heard(app, sam)
    assert found <= PUBLISHED
    assert canary("event.title").casefold() in found


@pytest.mark.thorough
def test_the_place_shows_48_hours_before_and_not_a_second_sooner(app: Flask, sung: Cast, sam: Visitor) -> None:
    sung.clock.move_to(sung.event.starts_at - timedelta(hours=48, seconds=1))
    assert heard(app, sam) <= PUBLISHED
    sung.clock.shift(timedelta(seconds=1))
    assert PLACE <= heard(app, sam) <= PUBLISHED | PLACE


def test_who_does_not_come_never_reads_the_place(app: Flask, sung: Cast, sam: Visitor) -> None:
    organiser_reply.reply(sung.event, Answer.NO)
    sung.clock.move_to(sung.event.starts_at - timedelta(hours=1))
    db.session.commit()
    assert heard(app, sam) <= PUBLISHED


def test_afterwards_a_shared_event_has_a_title_a_date_and_a_host(app: Flask, sung: Cast, sam: Visitor) -> None:
    sung.clock.move_to(sung.event.ends_at + timedelta(hours=14))
    for guest in sung.hosting.guests:
        if guest.role is not Role.GUEST:
            marking.mark(sung.event, guest, came=True)
    sung.clock.move_to(sung.event.shared_from)
    found = heard(app, sam)
    assert found <= PUBLISHED
    assert canary("event.title").casefold() in sings(sam.client.get("/history").data)


def test_an_event_that_was_called_off_says_no_more_than_her_word(app: Flask, sung: Cast, sam: Visitor) -> None:
    news.call_off(sung.event, canary("cancellation.words"))
    db.session.commit()
    assert heard(app, sam) <= PUBLISHED | {canary("cancellation.words").casefold()}


def test_letters_to_sam_say_what_was_published_and_no_place(app: Flask, sung: Cast) -> None:
    box, event = Postbox(), sung.event
    box.deliver()
    sung.moves(timedelta(days=1), place=canary("event.place"), address=canary("event.address"))
    box.deliver()
    news.call_off(event, canary("cancellation.words"))
    db.session.commit()
    box.deliver()
    to_sam = [post for post in box.letters if post.written.recipient == sung.sam.email]
    assert len(to_sam) == 2
    for post in to_sam:
        found = {word for text in post.texts for word in sings(text)}
        assert found <= PUBLISHED | {canary("cancellation.words").casefold()}, post
