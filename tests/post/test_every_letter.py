"""Every letter says what its golden file says, the same in text and HTML, and keeps the promises of letters.

`GOLDEN=1 pytest tests/post/test_every_letter.py` writes the golden files anew; read the difference before it is kept.
"""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from coordinator.languages import CODES
from coordinator.post.letters import KINDS, LETTERS
from coordinator.post.letters.called import CALLED, called
from coordinator.post.letters.colours import HUES, colours
from coordinator.post.letters.letter import Letter
from coordinator.post.writing import Written, in_language, write
from coordinator.web.drawings import read_hues

GOLDEN = Path(__file__).parent / "golden"
WRITES = bool(os.environ.get("GOLDEN"))
every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.kind)
LEAD_TO_AN_ANSWER = {"invitation", "changed", "date_chosen", "calendar", "day_before", "waitlist_offer"}
DISCLOSURE = "Sam is invited too, and suggested getting people together."


class Words(HTMLParser):
    """Collects what a reader sees and where links lead."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.words, self.links, self.hidden = "", list[str](), False
        self.remote = list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, and whatever would be fetched."""
        self.hidden = self.hidden or tag in {"style", "title"} or ("aria-hidden", "true") in attrs
        self.words += " "
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.remote += [f"{tag} {name}" for name, _value in attrs if name in {"src", "srcset", "background"}]

    def handle_endtag(self, tag: str) -> None:
        """Part words that stand in two elements."""
        self.hidden = self.hidden and tag not in {"style", "title", "td"}
        self.words += " "

    def handle_data(self, data: str) -> None:
        """Collect what is seen."""
        if not self.hidden:
            self.words += data


def written(letter: type[Letter], language: str = "en") -> Written:
    return write(in_language(letter.example(), language))


@every_letter
@pytest.mark.parametrize("language", CODES)
def test_it_says_what_its_golden_file_says(site: Flask, letter: type[Letter], language: str) -> None:
    found = written(letter, language)
    head = f"From: {found.sender}\nTo: {found.recipient}\nSubject: {found.subject}\n\n"
    folder = GOLDEN / language
    if WRITES:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter.kind}.txt").write_text(head + found.text, encoding="utf-8")
        (folder / f"{letter.kind}.html").write_text(found.html, encoding="utf-8")
    assert head + found.text == (folder / f"{letter.kind}.txt").read_text(encoding="utf-8"), "GOLDEN=1 writes it anew"
    assert found.html == (folder / f"{letter.kind}.html").read_text(encoding="utf-8"), "GOLDEN=1 writes it anew"


def test_no_golden_file_is_left_of_a_letter_that_is_gone() -> None:
    known = {f"{language}/{letter.kind}" for language in CODES for letter in LETTERS}
    assert {f"{file.parent.name}/{file.stem}" for file in GOLDEN.glob("*/*.*")} == known


@every_letter
@pytest.mark.parametrize("language", CODES)
def test_text_and_html_say_the_same_in_the_same_order(site: Flask, letter: type[Letter], language: str) -> None:
    found = written(letter, language)
    html = Words(found.html)
    text = found.text
    for address in html.links:
        assert address in text
        text = text.replace(address, "", 1)
    assert re.findall(r"[\w’]+", text) == re.findall(r"[\w’]+", html.words)


@every_letter
def test_nothing_is_fetched_to_read_it(site: Flask, letter: type[Letter]) -> None:
    html = written(letter).html
    assert Words(html).remote == []
    assert "url(" not in html
    assert "<img" not in html
    assert "<script" not in html
    assert len(html.encode()) < 8000


@every_letter
def test_it_says_why_it_came_and_keeps_to_plain_words(site: Flask, letter: type[Letter]) -> None:
    found = written(letter)
    body, _mark, foot = found.text.partition("\n-- \n")
    assert len(foot.split("\n")[0]) > 20
    assert "Common Ground, run by Jo Lindqvist, jo@ground.example" in foot
    plain = re.sub(r"http\S+", "", found.subject + body + foot.replace("\n-- \n", ""))
    assert not re.search(r"!|–|—| - |\bex\b|last chance|don.t miss|score|streak|countdown|progress|target", plain)
    assert not re.search(r"[\U0001f000-\U0001faff]", plain)


@every_letter
def test_in_arabic_two_names_side_by_side_are_set_off_or_they_would_change_places(
    site: Flask, letter: type[Letter]
) -> None:
    assert not re.search(r"[A-Za-z.][،؛] [A-Za-z]", written(letter, "ar").text)


@every_letter
def test_no_line_of_text_is_too_long_but_for_addresses(site: Flask, letter: type[Letter]) -> None:
    for line in written(letter).text.split("\n"):
        assert len(line) <= 72 or "http" in line


@every_letter
def test_guests_and_friends_can_say_no_more(site: Flask, letter: type[Letter]) -> None:
    by_whom = letter.__module__.split(".")[3]
    strangers = {"address_new"}  # to an address that somebody typed
    assert letter.can_unsubscribe == (by_whom in {"guest", "friend"} or letter.kind in strangers)
    assert ("/u/uns_" in written(letter).text) == letter.can_unsubscribe


@every_letter
def test_the_disclosure_stands_above_the_first_link_to_an_answer(site: Flask, letter: type[Letter]) -> None:
    found = written(letter)
    leads_to_an_answer = "/l/inv_" in found.text.partition("\n-- \n")[0]
    assert leads_to_an_answer == (letter.kind in LEAD_TO_AN_ANSWER)
    if leads_to_an_answer:
        for words in (" ".join(found.text.split()), found.html):
            assert words.index(DISCLOSURE) < words.index("/l/inv_")


def test_every_letter_has_a_name_of_its_own_for_the_operator(site: Flask) -> None:
    assert list(CALLED) == list(KINDS)
    with site.test_request_context():
        assert len({str(name) for name in CALLED.values()}) == len(KINDS)
        assert called("plan_over_host") == "Plan over, to a host"
    assert called("of long ago") == "of long ago"


def test_colours_are_those_of_the_pages() -> None:
    hues = read_hues(Path("coordinator/static/css/style.css").read_text(encoding="utf-8"))
    assert {kind: hue for kind, hue in HUES.items() if kind} == hues


@pytest.mark.parametrize("kind", HUES)
def test_every_tint_can_be_read(kind: str) -> None:
    tints = colours(kind)
    assert contrast("#ffffff", tints.accent) >= 7
    assert contrast(tints.accent, "#faf9f5") >= 7
    assert contrast("#26211c", tints.tint) >= 7
    assert contrast("#efebe5", tints.dark_tint) >= 7
    assert contrast("#1b1720", tints.dark_accent) >= 7
    assert contrast(tints.dark_accent, "#171411") >= 7


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
