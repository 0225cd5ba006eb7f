"""A language nobody reads: every sentence in Greek letters, so that one outside gettext stays in Latin ones.

Dates, hours and zones are Babel's, in Greek, which has no Latin letter either.
"""

import re

import pytest
from babel.support import NullTranslations
from flask import Flask
from flask_babel import get_domain

from coordinator import languages
from coordinator.web import page

CODE = "el"
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβκδεφγηιξκλμνοπθρστυωωχψζΑΒΚΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΩΧΨΖ"
)
NAMED = re.compile(r"(%\(\w+\)s)")


class InGreekLetters(NullTranslations):
    """Translations that write every sentence in other letters and leave the places for names."""

    def ugettext(self, message: str) -> str:
        """Return a sentence."""
        return "".join(part if NAMED.fullmatch(part) else part.translate(LETTERS) for part in NAMED.split(message))

    def ungettext(self, one: str, many: str, number: int) -> str:
        """Return a sentence about a number."""
        return self.ugettext(one if number == 1 else many)


def speak(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an application speak it too."""
    for module in (languages, page):
        monkeypatch.setattr(module, "CODES", (*languages.CODES, CODE))
    with app.test_request_context():
        monkeypatch.setitem(get_domain().cache, (CODE, "messages"), InGreekLetters())
