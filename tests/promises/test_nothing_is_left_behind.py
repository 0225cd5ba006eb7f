"""What was deleted is nowhere: not in a table, not in a dump, not in the bytes of the database's file or its log (§7).

Every word of everybody sings; after the last purge, and after somebody deletes what is kept about them, nothing does.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from time_machine import Traveller

from coordinator import retention
from coordinator.clock import now
from coordinator.database import db
from coordinator.settings import Settings
from tests.cast import Cast
from tests.promises.canaries import MARK
from tests.promises.people import People
from tests.promises.planted import SamSings, let_others_sing

HERS = f"{MARK}hersalone"


@pytest.fixture
def cast(app: Flask, clock: Traveller) -> Cast:
    """Let every word of Sam's sing."""
    return SamSings(clock)


@pytest.fixture
def story(story: Cast) -> Cast:
    """Let every word of all others sing too."""
    return let_others_sing(story)


def left(settings: Settings) -> str:
    """Return everything a thief of the database could read, in small letters."""
    db.session.commit()  # nobody reads in between
    if settings.database_url.startswith("sqlite"):
        return _dumped(settings) + "".join(part.decode("latin-1") for part in _bytes(settings)).casefold()
    return _dumped(settings)


def _bytes(settings: Settings) -> list[bytes]:
    """Return the raw bytes of the database's file and of its write-ahead log."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    return [each.read_bytes() for each in (file, file.with_name(f"{file.name}-wal")) if each.exists()]


def _dumped(settings: Settings) -> str:
    """Return what `.dump` or `pg_dump` writes."""
    if settings.database_url.startswith("sqlite"):
        with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as connection:
            return "\n".join(connection.iterdump()).casefold()
    from tests import postgresql  # noqa: PLC0415 - only where it is asked for

    return postgresql.dumped(settings.database_url).casefold()


def test_after_everything_is_over_no_word_of_anybody_is_left(app: Flask, story: Cast, settings: Settings) -> None:
    assert MARK in left(settings)
    story.sam.verified_at = now()
    story.plan.leave()
    db.session.commit()
    for _month in range(17):
        story.clock.shift(timedelta(days=31))
        retention.purge()
    words = left(settings)
    assert MARK not in words, words[words.index(MARK) - 80 :][:160]


@pytest.mark.thorough
def test_after_somebody_deletes_what_is_kept_nothing_of_it_is_left(app: Flask, story: Cast, settings: Settings) -> None:
    story.kim.name = "Kim"
    kim, invitation = People(app, story).guest("Kim"), story.invitation("Kim")
    path = f"/i/{invitation.public_id}/data/deletion"
    assert invitation.reply
    story.kim.name = story.hosting.other_name = invitation.reply.food = HERS
    assert HERS in left(settings)
    assert kim.client.post(path, data={"delete": "yes"}).status_code == 200
    words = left(settings)
    assert HERS not in words, words[words.index(HERS) - 80 :][:160]
