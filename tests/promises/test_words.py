"""The words: plain, warm and short on every page and in every letter; nothing counts, hurries, watches or blames."""

import dataclasses

import pytest
from flask import Flask

from coordinator.consent import stop
from coordinator.database import db
from coordinator.events import news
from coordinator.events.guest import Role
from coordinator.post.letters import LETTERS
from coordinator.post.writing import write
from coordinator.web.page import CODES
from tests.cast import Cast
from tests.promises.crawl import look, press
from tests.promises.people import People
from tests.promises.reading import Reader
from tests.promises.test_get_changes_nothing import ACTS_BY_BUTTON
from tests.promises.words import found_in
from tests.test_catalogues import translations

STATES = ["in the middle", "called off", "shared", "stopped"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "state"), [*((code, STATES[0]) for code in CODES), *(("en", state) for state in STATES[1:])]
)
def test_no_page_says_what_must_not_be_said(state: str, language: str, app: Flask, story: Cast, people: People) -> None:
    everybody = people.everybody()
    if state == "called off":
        news.call_off(story.event)
    elif state == "shared":
        story.is_shared()
    elif state == "stopped":
        stop.ask(story.kim)
    db.session.commit()
    for seen in look(app, *everybody, query=f"?lang={language}"):
        if seen.is_page:
            assert found_in(Reader(seen.response.text).words, language) == [], seen


@pytest.mark.thorough
def test_no_page_after_a_wrong_or_empty_form_says_it(app: Flask, people: People) -> None:
    for seen in press(app, *people.everybody(), without=frozenset(ACTS_BY_BUTTON)):
        if seen.is_page:
            assert found_in(Reader(seen.response.text).words) == [], seen


@pytest.mark.parametrize("language", [code for code in CODES if code != "en"])
def test_no_translation_says_it_in_any_state(language: str) -> None:
    for forms in translations(language).values():
        assert [spot for form in forms for spot in found_in(form, language)] == []


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", [letter.kind for letter in LETTERS])
def test_no_letter_says_it(kind: str, language: str, app: Flask) -> None:
    letter = next(each for each in LETTERS if each.kind == kind).example()
    written = write(dataclasses.replace(letter, language=language))
    assert found_in(written.subject, language) == []
    assert found_in(written.text, language) == []
    assert found_in(Reader(written.html).words, language) == []


def test_the_text_to_paste_does_not_say_it(app: Flask, story: Cast, people: People) -> None:
    host = people.host()
    for invitation in story.event.invitations:
        if invitation.guest.role is not Role.ORGANISER:
            shown = host.client.post(f"/host/invitations/{invitation.public_id}/link", follow_redirects=True)
            assert found_in(Reader(shown.text).words) == []


@pytest.mark.parametrize(
    "words",
    [
        "your ex", "winning her back", "a streak of three", "80 % done", "only 3 days left", "she’ll love it",
        "hasn’t opened it", "Don’t miss it", "Great!", "a plan — a good one", "last seen on Monday", "your score",
        "❤", "🔥 three in a row", "your chances are good",
    ],
)  # fmt: skip
def test_the_list_hears_what_it_should(words: str) -> None:
    assert found_in(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Verpass es nicht"), ("de", "deine letzte Chance"), ("fr", "une réconciliation"),
        ("fr", "plus que 3 jours"), ("es", "una racha de tres"), ("es", "solo quedan 2 días"),
        ("ar", "استعادة الحبيبة"), ("ar", "وبالهدف"), ("ar", "العد التنازلي"),
    ],
)  # fmt: skip
def test_each_language_has_a_list_that_hears(language: str, words: str) -> None:
    assert found_in(words, language)


@pytest.mark.parametrize("words", ["an example", "Extra chairs", "Open it", "exactly", "a text", "from 18:00 to 21:00"])
def test_the_list_is_quiet_where_nothing_is_wrong(words: str) -> None:
    assert found_in(words) == []


def test_nobody_is_reminded(app: Flask) -> None:
    assert not [letter.kind for letter in LETTERS if "remind" in letter.kind]
