"""Writing a letter out: from its dataclass to subject, text and HTML, in its reader's language."""

import textwrap
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask_babel import force_locale, get_locale

from coordinator.directions import said as _
from coordinator.directions import unmarked
from coordinator.instance import settings
from coordinator.languages import spoken
from coordinator.post import unsubscribe
from coordinator.post.layout import Sheet, Shown, html, render
from coordinator.post.letters.calendar_part import CalendarPart
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


def write(letter: Letter) -> Written:
    """Write a letter out; the personal links in it are made now, and open something once they are stored."""
    made = Made()
    with force_locale(spoken(letter.language)):
        wish = settings().address(f"/u/{unsubscribe.token(letter.recipient)}") if letter.can_unsubscribe else ""
        sheet = _sheet(letter, wish, made)
        return Written(
            recipient=letter.recipient,
            language=str(get_locale()),
            sender=letter.sender,
            sender_address=letter.sender_address,
            returns_to=letter.returns_to,
            reply_to=letter.reply_to,
            subject=sheet.subject,
            text=render("letters/letter.txt", sheet, wrapped=wrapped, before=before),
            html=html(sheet),
            unsubscribe=wish,
            calendar=letter.calendar,
            links=made.rows,
        )


def in_language(letter: Letter, code: str) -> Letter:
    """Return the same letter to a reader of another language."""
    return replace(letter, language=code)


def _sheet(letter: Letter, wish: str, made: Made) -> Sheet:
    """Return what both parts show."""
    locale = get_locale()
    return Sheet(
        lang="en-GB" if str(locale) == "en" else str(locale),
        direction=locale.text_direction if locale else "ltr",
        tint=letter.tint,
        subject=unmarked(letter.subject),
        over=letter.over,
        head=letter.head,
        blocks=tuple(Shown(block.name, block.lines, _address(block.way, made)) for block in letter.body),
        why=letter.why,
        unread=_("Nobody reads what is written in reply to this letter.") if letter.goes_unread else "",
        links=tuple((words, way.address(made)) for words, way in letter.links) + _no_more(wish),
        run_by=_run_by(),
    )


def _no_more(wish: str) -> tuple[tuple[str, str], ...]:
    """Return the last link at the foot, for those who can say that they want no more."""
    return ((_("No more mail from this site"), wish),) if wish else ()


def _run_by() -> str:
    name, contact = settings().operator_name, settings().operator_contact
    if contact:
        return _("Common Ground, run by %(name)s, %(contact)s", name=name, contact=contact)
    return _("Common Ground, run by %(name)s", name=name)


def _address(way: Way | None, made: Made) -> str:
    return way.address(made) if way else ""


@lru_cache(maxsize=64)  # guests of one event mostly read the same paragraphs
def wrapped(text: str, indent: str = "") -> str:
    """Break a paragraph into lines that every mail program shows as they are."""
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def before(words: str) -> str:
    """Return words as they stand before an address: with a colon, unless they ask something."""
    return words if words.endswith(("?", "؟")) else _("%(words)s:", words=words)
