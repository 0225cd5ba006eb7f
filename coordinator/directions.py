"""Which way words run: what a person typed keeps its own direction inside a sentence that runs the other way.

Pages do that with <bdi>. Text has the characters of UAX #9 §2.7, which a reader never sees; without them an Arabic name
at the head of an English line turns the whole line round, and so does an English title in an Arabic one.
"""

import re
import unicodedata

from babel import Locale
from flask_babel import get_locale

from coordinator.catalogues import translations

FIRST_STRONG, POP = "\u2068", "\u2069"
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
MARKS = re.compile(f"[{FIRST_STRONG}{POP}]")


def said(sentence: str, **typed: object) -> str:
    """Return a sentence in the reader's language, with whatever runs the other way set off in it."""
    words: str = translations().ugettext(sentence)
    if not typed:
        return words
    around = _direction()
    return words % {name: _set_off(value, around) for name, value in typed.items()}


def set_off(value: object) -> object:
    """Return words between two marks where any of them run against the reader's language; all else as it is."""
    return _set_off(value, _direction())


def _direction() -> str:
    return (get_locale() or Locale("en")).text_direction


def _set_off(value: object, around: str) -> object:
    ways = {STRONG.get(unicodedata.bidirectional(each)) for each in value} if isinstance(value, str) else set()
    return f"{FIRST_STRONG}{value}{POP}" if ways - {None, around} else value


def unmarked(text: str) -> str:
    """Return a text without the marks, for a header of a letter."""
    return MARKS.sub("", text)
