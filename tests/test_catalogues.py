"""Every sentence of the site is there in every language, in all its plural forms and with the same names in it."""

import gettext
import re
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from coordinator.languages import CODES
from coordinator.settings import ROOT

OTHERS = [code for code in CODES if code != "en"]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
NAMES = re.compile(r"%\(\w+\)s")
QUOTES = {"de": "„“", "fr": "«»", "es": "«»", "ar": "«»"}
# French keeps a blank that does not break before ? ! ; : and inside « »; "=?" is a code that is quoted.
LOOSE_IN_FRENCH = re.compile(r"(?<![\u202f=])[?!;]|(?<!\u00a0):(?![/\d])|«(?!\u00a0)|(?<!\u00a0)»")


@cache
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


def _read(code: str) -> Catalog:
    with Path(ROOT, "coordinator", "translations", code, "LC_MESSAGES", "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def translations(code: str) -> dict[str, tuple[str, ...]]:
    """Return every form of every translation, by the first form of the sentence."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in _read(code)
        if message.id
    }


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_is_missing_or_only_guessed(code: str) -> None:
    there = translations(code)
    said = _said()
    assert len(said) > 1000
    assert sorted(message for message in said if not all(there.get(message, ("",)))) == []
    assert sorted(set(there) - said) == []
    assert [message.id for message in _read(code) if message.fuzzy and message.id] == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_name_in_a_sentence_is_in_its_translation(code: str) -> None:
    wrong = [
        message
        for message, said in translations(code).items()
        for form in said
        if len(said) == 1 and set(NAMES.findall(message)) != set(NAMES.findall(form))
    ]
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_question_stays_one_and_what_is_quoted_stays_quoted_as_its_language_does(code: str) -> None:
    opens, closes = QUOTES[code]
    wrong = [
        form
        for message, said in translations(code).items()
        for form in said
        if message.count("?") != form.replace("؟", "?").count("?")
        or (message.count("“"), message.count("”")) != (form.count(opens), form.count(closes))
        or message.endswith(":") != form.endswith(":")
        or '"' in form
        or "'" in form
    ]
    assert wrong == []


def test_french_keeps_its_blanks_together_and_spanish_opens_its_questions() -> None:
    french = [form for said in translations("fr").values() for form in said if LOOSE_IN_FRENCH.search(form)]
    spanish = [form for said in translations("es").values() for form in said]
    assert french == []
    assert [form for form in spanish if form.replace("=?", "").count("?") != form.count("¿")] == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_plural_has_the_forms_its_language_tells_apart(code: str) -> None:
    catalogue = _read(code)
    form_of = gettext.c2py(catalogue.plural_expr)
    said = Locale.parse(code).plural_form
    forms = {said(number): form_of(number) for number in range(121)}
    assert all(forms[said(number)] == form_of(number) for number in range(121))
    assert len(set(forms.values())) == len(forms) == catalogue.num_plurals
    numbered = [form_of(number) for number in (2, 3, 11, 100) if said(number) in {"few", "many", "other"}]
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(message.string) == catalogue.num_plurals
            assert all("%(num)s" in message.string[form] for form in numbered if "%(num)s" in message.id[1])
