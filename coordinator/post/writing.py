"""Writing a letter out: from its dataclass to subject, text and HTML, in its reader's language."""

import textwrap
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from css_inline import CSSInliner
from flask import current_app
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from coordinator.directions import unmarked
from coordinator.instance import settings
from coordinator.languages import spoken
from coordinator.post import unsubscribe
from coordinator.post.letters.calendar_part import CalendarPart
from coordinator.post.letters.colours import colours
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.ways import Made, Way

WIDTH = 72  # characters of a line of text


@dataclass(frozen=True)
class Written:
    """A letter ready to be sent; it is kept nowhere."""

    recipient: str
    language: str
    sender: str
    sender_address: str
    returns_to: str
    reply_to: str
    subject: str
    text: str
    html: str
    unsubscribe: str
    calendar: CalendarPart | None
    links: list[dict[str, Any]] = field(default_factory=list, repr=False)  # rows to store before it leaves


@dataclass(frozen=True)
class _Shown:
    """A block as the templates read it."""

    name: str
    lines: tuple[str, ...]
    address: str


def write(letter: Letter) -> Written:
    """Write a letter out; the personal links in it are made now, and open something once they are stored."""
    made = Made()
    with force_locale(spoken(letter.language)):
        wish = settings().address(f"/u/{unsubscribe.token(letter.recipient)}") if letter.can_unsubscribe else ""
        seen = _view(letter, wish, made)
        return Written(
            recipient=letter.recipient,
            language=str(get_locale()),
            sender=letter.sender,
            sender_address=letter.sender_address,
            returns_to=letter.returns_to,
            reply_to=letter.reply_to,
            subject=seen["subject"],
            text=_render("letters/letter.txt", seen),
            html=_inliner().inline(_render("letters/letter.html", seen)),
            unsubscribe=wish,
            calendar=letter.calendar,
            links=made.rows,
        )


def in_language(letter: Letter, code: str) -> Letter:
    """Return the same letter to a reader of another language."""
    return replace(letter, language=code)


def _view(letter: Letter, wish: str, made: Made) -> dict[str, Any]:
    """Return what both templates show: the same words and the same addresses."""
    locale = get_locale()
    return {
        "lang": "en-GB" if str(locale) == "en" else str(locale),
        "direction": locale.text_direction if locale else "ltr",
        "subject": unmarked(letter.subject),
        "over": letter.over,
        "head": letter.head,
        "blocks": [_Shown(block.name, block.lines, _address(block.way, made)) for block in letter.body],
        "why": letter.why,
        "goes_unread": letter.goes_unread,
        "links": [(words, way.address(made)) for words, way in letter.links],
        "wish": wish,
        "colours": colours(letter.tint),
        "wrapped": wrapped,
        "before": before,
    }


def _address(way: Way | None, made: Made) -> str:
    return way.address(made) if way else ""


def _render(name: str, seen: dict[str, Any]) -> str:
    """Render without context processors, so that nothing of a request can get in."""
    return current_app.jinja_env.get_template(name).render(seen)


@lru_cache(maxsize=64)  # guests of one event mostly read the same paragraphs
def wrapped(text: str, indent: str = "") -> str:
    """Break a paragraph into lines that every mail program shows as they are."""
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def before(words: str) -> str:
    """Return words as they stand before an address: with a colon, unless they ask something."""
    return words if words.endswith(("?", "؟")) else _("%(words)s:", words=words)


@lru_cache
def _inliner() -> CSSInliner:
    """Return what moves styles into the elements, as many mail programs want it; it fetches nothing."""
    return CSSInliner(load_remote_stylesheets=False)
