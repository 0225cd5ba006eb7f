"""What people typed, made safe for one property of a calendar: TEXT values and common names (RFC 5545 §3.3.11)."""

import re

from icalendar import vText

BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, halves of characters, marks of byte order, and the marks that turn the reading direction around.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")


class Text(vText):
    r"""A TEXT value that keeps a typed `\N`, which `icalendar` takes for a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        r"""Escape backslash, semicolon, comma and line break, and nothing else."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def lines(text: str) -> list[str]:
    """Split into lines without control characters, spaces at the edges, or empty lines at either end."""
    broken = BREAK.sub("\n", text.replace("\t", " "))
    return UNWANTED.sub("", broken).strip().split("\n")


def line(text: str, between: str = " ") -> Text:
    """Return a text on one line, its own lines joined."""
    return Text(between.join(part for one in lines(text) if (part := one.strip())))


def prose(text: str) -> Text:
    """Return a text with its line breaks."""
    return Text("\n".join(one.strip() for one in lines(text)))


def common_name(text: str) -> str:
    """Return a name for a CN parameter, without what RFC 6868 would encode: most readers do not decode it.

    Nor has it a backslash, behind which ical.js and libical lose sight of the closing quote.
    """
    return line(text).replace('"', "'").replace("^", "").replace("\\", "")
