"""What a letter's body is made of; text and HTML show the same blocks, so they cannot say different things."""

from dataclasses import dataclass

from flask_babel import gettext as _

from coordinator.post.letters.ways import Way


@dataclass(frozen=True)
class Block:
    """One part of a body: its name in the templates, its lines, and where its button leads."""

    name: str  # p, facts, words, note or button
    lines: tuple[str, ...]
    way: Way | None = None


def p(text: str) -> Block:
    """Return a paragraph."""
    return Block("p", (text,))


def facts(*lines: str) -> Block:
    """Return lines to look up, the first of them in bold; empty ones are left out."""
    return Block("facts", tuple(line for line in lines if line))


def words(text: str) -> Block:
    """Return what a person wrote, in quotation marks, line by line."""
    return Block("words", tuple(_("“%(words)s”", words=text).split("\n")))


def note(*sentences: str) -> Block:
    """Return what the reader must not miss."""
    return Block("note", (" ".join(sentences),))


def button(text: str, way: Way) -> Block:
    """Return the one thing to press; the text part shows its address."""
    return Block("button", (text,), way)
