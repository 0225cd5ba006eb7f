"""Everything that leaves the site, read once more by parsers that wrote none of it, for anything that words became."""

import csv
import io
import json
import re
import unicodedata
from email import message_from_bytes, policy

import vobject
from fast_mail_parser import parse_email
from justhtml import JustHTML

from coordinator.post.headers import ALLOWED
from tests.calendars import strict_reader

ISOLATES = "\u2066\u2067\u2068\u2069"  # ours, around a name that runs the other way
UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
SCRIPTED = re.compile(r"\s*(javascript|data:text)", re.IGNORECASE)
COUNTED = "1337191"  # what {{7*191027}} would become


def has_hidden(text: str) -> bool:
    """Say whether a text holds what nobody sees: controls, breaks of other kinds, and what turns the direction."""
    return any(
        unicodedata.category(each) in UNSEEN or (unicodedata.category(each) == "Cf" and each not in JOINERS)
        for each in text
        if each not in "\n\t\r" + ISOLATES
    )


JOINERS = "\u200c\u200d\u00ad"


def page(body: str, *, kept: bool = True) -> list[str]:
    """Return what is wrong with a page; one that gives back what was refused may show it as it was typed."""
    document = JustHTML(body, sanitize=False)
    wrong: list[str] = []
    for each in document.query("*"):
        if each.name.startswith(("#", "!")):
            continue
        wrong += [f"{each.name} {name}" for name in each.attrs if name.startswith("on") or name in {"style", "srcdoc"}]
        links = [each.attrs.get(name) or "/" for name in ("href", "src", "action", "formaction")]
        wrong += [f"{each.name} leads to {link}" for link in links if SCRIPTED.match(link)]
        if each.name in {"iframe", "object", "embed", "base"} or (each.name == "script" and not each.attrs.get("src")):
            wrong.append(f"a {each.name}")
    text = document.to_text()
    wrong += ["a template in words was run"] if COUNTED in text else []
    wrong += ["something unseen"] if kept and has_hidden(text) else []
    return wrong


def letter(data: bytes) -> list[str]:
    """Return what is wrong with a letter, by two parsers."""
    one, other = message_from_bytes(data, policy=policy.default), parse_email(data)
    names = [name.lower() for name in one.keys()]  # noqa: SIM118 - a message, which has a name as often as it is there
    wrong = [f"header {name}" for name in names if name not in ALLOWED or names.count(name) > 1]
    wrong += ["two readers"] if len(one["to"].addresses) != 1 else []
    wrong += ["two parsers disagree"] if {name.lower() for name in other.headers} != set(names) else []
    wrong += ["something unseen in a header"] if any(has_hidden(str(value)) for value in one.values()) else []
    for part in one.walk():
        if part.get_content_type() == "text/html":
            wrong += page(part.get_content().replace(' style="', ' data-style="'))
        elif part.get_content_type() == "text/plain":
            wrong += ["something unseen"] if has_hidden(part.get_content()) else []
        elif part.get_content_type() == "text/calendar":
            wrong += calendar(part.get_payload(decode=True))
    return wrong


def calendar(body: bytes) -> list[str]:
    """Return what is wrong with a calendar, by a strict reader and by vobject."""
    try:
        read = strict_reader.read(body)
        for each in (read, *read.all("VEVENT")):
            for name in set(each.names) & set(strict_reader.TEXTS):
                assert not has_hidden(each[name]), "something unseen"
    except (AssertionError, ValueError) as refused:
        return [f"refused by the strict reader: {refused}"]
    others = list(vobject.readComponents(body.decode()))
    ours = len(read.all("VEVENT"))
    theirs = sum(len(getattr(other, "vevent_list", [])) for other in others)
    wrong = [] if ours == theirs else [f"{ours} events for one reader, {theirs} for another"]
    allowed = {"VTIMEZONE", "VEVENT"}
    return wrong + [f"a {each.name}" for each in read.within if each.name not in allowed]


def table(body: str) -> list[str]:
    """Return every cell of a table that a spreadsheet would calculate, and what nobody sees."""
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline=""), strict=True))
    cells = [cell for row in rows for cell in row]
    wrong = [f"a formula: {cell}" for cell in cells if cell[:1] in tuple("=+-@\t\r\n")]
    return (
        wrong
        + [f"unseen in {cell!r}" for cell in cells if has_hidden(cell)]
        + ([] if len({len(row) for row in rows}) == 1 else ["rows of different lengths"])
    )


def data(body: str) -> list[str]:
    """Return what is wrong with data for programs."""
    return ["something unseen"] if has_hidden(json.dumps(json.loads(body), ensure_ascii=False)) else []


def log(lines: str) -> list[str]:
    """Return every line of a log that is no JSON object, however a reader parts lines."""
    return [line for line in lines.splitlines() if not _is_object(line)]


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except json.JSONDecodeError:
        return False


READERS = {"text/html": page, "text/csv": table, "application/json": data}


def wrong_with(mimetype: str, body: bytes) -> list[str]:
    """Return what is wrong with whatever was fetched."""
    if mimetype == "text/calendar":
        return calendar(body)
    return READERS[mimetype](body.decode()) if mimetype in READERS else []
