"""A name that runs the other way stays whole and in its place, in letters too, and leaves no trace in a header."""

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from coordinator.directions import FIRST_STRONG, POP, said, set_off
from coordinator.post.letters.guest.invitation import InvitationLetter
from coordinator.post.writing import in_language, write
from coordinator.settings import ROOT

# A person's own words are a paragraph of their own, a header takes no marks, and hours run as digits do.
PLAIN = {"blocks.py", "letter.py", "outing.py"}
SALMA = "سلمى"


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "Anna", "Anna"),
        ("en", SALMA, f"{FIRST_STRONG}{SALMA}{POP}"),
        ("ar", SALMA, SALMA),
        ("ar", "Anna", f"{FIRST_STRONG}Anna{POP}"),
        ("de", "18:30", "18:30"),
        ("ar", "18:30", "18:30"),
        ("en", "Café סלון", f"{FIRST_STRONG}Café סלון{POP}"),
        ("en", 3, 3),
    ],
)
def test_only_what_runs_the_other_way_is_set_off(app: Flask, language: str, typed: object, shown: object) -> None:
    with force_locale(language):
        assert set_off(typed) == shown


def test_it_is_set_off_inside_a_translated_sentence(app: Flask) -> None:
    with force_locale("ar"):
        assert said("An invitation from %(host)s", host="Anna") == f"دعوة من {FIRST_STRONG}Anna{POP}"


def test_a_letter_sets_names_off_in_text_and_html_and_not_in_its_headers(app: Flask) -> None:
    letter = replace(InvitationLetter.example(), host=f"{SALMA} نور")
    written = write(letter)
    assert written.subject == f"An invitation from {SALMA}"
    assert written.sender == f"{SALMA} via Common Ground"
    assert f"Only {FIRST_STRONG}{SALMA}{POP} sees your answer." in written.text
    assert f"Only {FIRST_STRONG}{SALMA}{POP} sees your answer." in written.html
    in_arabic = write(in_language(letter, "ar"))
    assert f"{FIRST_STRONG}{SALMA}" not in in_arabic.text


def test_every_letter_asks_for_its_sentences_so() -> None:
    plain = {
        path.relative_to(ROOT / "coordinator" / "post" / "letters").as_posix()
        for path in (ROOT / "coordinator" / "post" / "letters").rglob("*.py")
        if "from flask_babel import gettext" in path.read_text()
    }
    assert plain == PLAIN
