"""Every letter as mail programs get it: read by parsers that did not write it, small, and only in HTML they know.

What is allowed here was checked against the tables of caniemail.com (docs/decisions/0021-letters-in-mail-programs.md).
"""

import re
from datetime import UTC, datetime

import pytest
from fast_mail_parser import PyMail, parse_email
from flask import Flask
from justhtml import JustHTML

from coordinator.languages import LANGUAGES
from coordinator.post.letters import LETTERS
from coordinator.post.letters.letter import Letter
from coordinator.post.message import Message, Stamp
from coordinator.post.writing import Written, in_language, write

MOST = 30_000  # bytes of a whole letter; Gmail cuts off at 102,000
STAMP = Stamp("<0123456789abcdef0123456789abcdef@ground.example>", datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "table", "tbody", "tr", "td", "p", "h1", "a", "b", "br",
    "span",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "dir", "style", "class", "href", "role", "aria-hidden", "width", "height", "valign", "cellpadding",
    "cellspacing", "charset", "name", "content", "data-css-inline",  # the last keeps the dark colours where they are
}  # fmt: skip
PROPERTIES = {
    "background", "border", "border-bottom", "border-collapse", "border-radius", "color", "color-scheme", "display",
    "font", "letter-spacing", "margin", "max-width", "overflow", "padding", "text-decoration", "word-break",
}  # fmt: skip
every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.kind)
every_language = pytest.mark.parametrize(("language", "direction"), [(code, way) for code, _name, way in LANGUAGES])


def sent(written: Written) -> bytes:
    """Return a letter as it goes over the wire."""
    return Message(written, STAMP).as_bytes()


@every_letter
@every_language
def test_another_parser_reads_what_was_meant(site: Flask, letter: type[Letter], language: str, direction: str) -> None:
    written = write(in_language(letter.example(), language))
    data = sent(written)
    assert len(data) < MOST
    assert max(map(len, data.split(b"\r\n"))) <= 998
    mail: PyMail = parse_email(data)
    assert mail.subject == written.subject
    assert [part.replace("\r\n", "\n").strip() for part in mail.text_plain] == [written.text.strip()]
    assert [part.replace("\r\n", "\n").strip() for part in mail.text_html] == [written.html.strip()]
    assert mail.headers["Content-Language"] == [language]
    assert mail.warnings == []


@every_letter
@every_language
def test_its_html_is_valid_and_plain(site: Flask, letter: type[Letter], language: str, direction: str) -> None:
    html = write(in_language(letter.example(), language)).html
    page = JustHTML(html, strict=True, sanitize=False)  # raises at the first error of the HTML standard
    used = [each for each in page.query("*") if not each.name.startswith(("#", "!"))]
    assert {each.name for each in used} <= ELEMENTS
    assert {name for each in used for name in each.attrs} <= ATTRIBUTES
    styles = ";".join(each.attrs.get("style") or "" for each in used)
    assert set(re.findall(r"(?:^|;)\s*([a-z-]+)\s*:", styles)) <= PROPERTIES
    (main,) = page.query("main")  # mail programs drop html and body
    assert main.attrs["dir"] == direction
    assert not re.search(r"(?:left|right|absolute|fixed|float|vw|vh|var\()", styles)
    assert all(each.attrs.get("role") == "presentation" for each in page.query("table"))
