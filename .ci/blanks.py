"""Put the blanks that do not break into the French catalogue: nobody can see them while typing, and all see them gone.

A narrow one before a question mark and a semicolon, a wide one before a colon and inside quotation marks.
"""

import re
from pathlib import Path

from babel.messages.pofile import read_po, write_po

FRENCH = Path(__file__).parent.parent / "coordinator" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
NARROW, WIDE = "\u202f", "\u00a0"
RULES = (
    (re.compile(r" (?=[?!;])|\u00a0(?=[?;])"), NARROW),
    (re.compile(r" (?=:(?![/\d])|»)|(?<=«) "), WIDE),
)


def joined(text: str) -> str:
    """Return a French sentence whose marks stay with their words."""
    for blank, kept in RULES:
        text = blank.sub(kept, text)
    return text


def main() -> None:
    """Read the catalogue, and write it only if a blank was wrong."""
    with FRENCH.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    wrong = False
    for message in catalogue:
        if message.id:
            before = message.string
            message.string = joined(before) if isinstance(before, str) else tuple(map(joined, before or ()))
            wrong = wrong or message.string != before
    if wrong:
        with FRENCH.open("wb") as file:
            write_po(file, catalogue, width=120)


if __name__ == "__main__":
    main()
