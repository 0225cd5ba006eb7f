"""Every sentence of the site is there in every language, with the same names in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from coordinator.languages import CODES
from coordinator.settings import ROOT

OTHERS = [code for code in CODES if code != "en"]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
NAMES = re.compile(r"%\(\w+\)s")


def _said() -> set[str]:
    """Return every sentence in code and templates, plurals by their first form."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    for folder in ("coordinator", "templates"):
        pairs = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            pairs,
            {pattern.removeprefix(f"{folder}/"): each for pattern, each in options.items()},
            KEYWORDS,
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def _catalogue(code: str) -> dict[str, tuple[str, ...]]:
    path = Path(ROOT, "coordinator", "translations", code, "LC_MESSAGES", "messages.po")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    assert not [message.id for message in catalogue if message.fuzzy and message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_is_missing(code: str) -> None:
    there = _catalogue(code)
    said = _said()
    assert len(said) > 1000
    assert sorted(message for message in said if not all(there.get(message, ("",)))) == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_name_in_a_sentence_is_in_its_translation(code: str) -> None:
    wrong = [
        message
        for message, said in _catalogue(code).items()
        for form in said
        if len(said) == 1 and sorted(NAMES.findall(message)) != sorted(NAMES.findall(form))
    ]
    assert wrong == []
