"""How a letter looks: its HTML is laid out, and its styles moved into it, once for each shape; then its words go in.

Letters of one kind have one shape mostly, and moving styles costs more than all their words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from css_inline import CSSInliner
from flask import current_app
from markupsafe import escape

from coordinator.post.letters.colours import colours

HOLE = re.compile("\ue000(\\d+)\ue001")  # where a word goes in; the characters belong to nobody (Unicode §23.5)


@dataclass(frozen=True)
class Shown:
    """A block as the templates read it."""

    name: str
    lines: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Sheet:
    """What both templates show: the same words and addresses. `lang` is a BCP 47 tag, `direction` ltr or rtl."""

    lang: str
    direction: str
    tint: str
    subject: str
    over: str
    head: str
    blocks: tuple[Shown, ...]
    why: str
    unread: str
    links: tuple[tuple[str, str], ...]  # words and address
    run_by: str

    def reworded(self, word: Callable[[str], str]) -> "Sheet":
        """Return the same sheet with other words; where there are none, none come in."""

        def given(text: str) -> str:
            return word(text) if text else ""

        return replace(
            self,
            subject=given(self.subject),
            over=given(self.over),
            head=given(self.head),
            blocks=tuple(
                Shown(block.name, tuple(given(line) for line in block.lines), given(block.address))
                for block in self.blocks
            ),
            why=given(self.why),
            unread=given(self.unread),
            links=tuple((given(words), given(address)) for words, address in self.links),
            run_by=given(self.run_by),
        )


def html(sheet: Sheet) -> str:
    """Return a sheet as HTML, with its styles where every mail program reads them."""
    words = list[str]()

    def hole(text: str) -> str:
        words.append(escape(text))
        return f"\ue000{len(words) - 1}\ue001"

    pieces, order = _laid_out(sheet.reworded(hole))
    filled = [pieces[0]]
    for number, piece in zip(order, pieces[1:], strict=True):
        filled += words[number], piece
    return "".join(filled)


@lru_cache(maxsize=128)
def _laid_out(shape: Sheet) -> tuple[list[str], list[int]]:
    """Return what stands around the words of every letter of a shape, and the order in which they come."""
    page = render("letters/letter.html", shape, colours=colours(shape.tint))
    parts = HOLE.split(CSSInliner(load_remote_stylesheets=False).inline(page))
    return parts[::2], [int(number) for number in parts[1::2]]


def render(name: str, sheet: Sheet, **more: object) -> str:
    """Render without context processors, so that nothing of a request can get in."""
    return current_app.jinja_env.get_template(name).render(vars(sheet), **more)
