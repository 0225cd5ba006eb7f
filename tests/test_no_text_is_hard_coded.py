"""Whatever a page or a letter says goes through the catalogues, but for what people typed and names that stay."""

import dataclasses
import re
from zoneinfo import available_timezones

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.database import db
from coordinator.languages import LANGUAGES
from coordinator.post.letters import LETTERS
from coordinator.post.writing import write
from coordinator.settings import Settings
from tests import pseudo
from tests.promises.conftest import people, settings, story
from tests.promises.crawl import look
from tests.promises.owners import OWNERS, Owner
from tests.promises.people import People
from tests.promises.reading import Reader

__all__ = ["people", "settings", "story"]

WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")
NO_WORDS = re.compile(r"https?://\S+|webcal://\S+|/u/\S+|\S+@\S+|\bR-[0-9A-F]{6}\b")  # addresses, a report's number
STAYS = {"Common", "Ground", "SQLite", "PostgreSQL", "UTC", "Jo", "Lindqvist", "Quarter"}  # the last is of a zone


def typed() -> set[str]:
    """Return every word that somebody typed into this site."""
    found = set[str]()
    for name, owner in OWNERS.items():
        table, _dot, column = name.partition(".")
        if owner is not Owner.SITE:
            for value in db.session.scalars(sa.select(db.metadata.tables[table].c[column])):
                found |= set(WORD.findall(str(value)))
    return found


def latin(words: str) -> set[str]:
    """Return the words that are not in Greek letters."""
    return set(WORD.findall(NO_WORDS.sub(" ", words))) - STAYS


def seen_on(page: str) -> str:
    """Return what a page shows, text by text, so that two which touch stay two."""
    return " ".join(each for each in Reader(page).found if isinstance(each, str))


def said_by(settings: Settings) -> set[str]:
    """Return the operator's words."""
    return {word for line in settings.operator_helplines for word in WORD.findall(line)}


@pytest.mark.thorough
def test_every_word_of_every_page_can_be_translated(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    pseudo.speak(app, monkeypatch)
    visitors = people.everybody()
    own = {word for _code, name, _direction in LANGUAGES for word in WORD.findall(name)}
    zones = {word for zone in available_timezones() for word in WORD.findall(zone)}  # a few have no Greek name
    known = typed() | own | zones | said_by(settings)
    left = {
        (str(seen), word)
        for seen in look(app, *visitors, query=f"?lang={pseudo.CODE}")
        if seen.is_page
        for word in latin(seen_on(seen.response.text)) - known
    }
    assert left == set()


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.kind)
def test_every_word_of_every_letter_can_be_translated(
    letter: type, app: Flask, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    pseudo.speak(app, monkeypatch)
    example = letter.example()
    written = write(dataclasses.replace(example, language=pseudo.CODE))
    known = said_by(settings) | {word for value in _texts(example) for word in WORD.findall(value)}
    assert latin(written.subject) | latin(written.sender) | latin(written.text) <= known
    assert latin(seen_on(written.html)) <= known


def _texts(value: object) -> list[str]:
    """Return every text in an example, however deep."""
    if isinstance(value, str):
        return [value]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in _texts(getattr(value, field.name))]
    return [text for each in value for text in _texts(each)] if isinstance(value, (list, tuple)) else []
