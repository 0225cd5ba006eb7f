"""People from an address book: a name, an address where there is one, and nothing else that a file says of them."""

import csv
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from coordinator.calendars import reading
from coordinator.calendars.reading import Property
from coordinator.contact import MOST as LONGEST_ADDRESS
from coordinator.contact import fingerprint, normal_address
from coordinator.errors import NotPossible
from coordinator.events import book
from coordinator.events.guest import Role
from coordinator.events.hosting import Hosting
from coordinator.text import NotAllowed, clean_name

MOST_BYTES = 192 * 1024
MOST_PEOPLE = 200
LONGEST_CELL = 500
SOFT_BREAKS = re.compile(r"^[^\n:]*QUOTED-PRINTABLE[^\n:]*:(?:[^\n]*=\r?\n)+", re.IGNORECASE | re.MULTILINE)
SOFT_BREAK = re.compile(r"=\r?\n")
# How tables call their columns, in small letters; the first that is there counts.
WHOLE = ("name", "full name", "display name", "file as", "anzeigename")
FIRST = ("first name", "given name", "first", "vorname", "prénom", "nombre")
LAST = ("last name", "family name", "surname", "last", "nachname", "nom", "apellidos")
MAIL = ("e-mail 1 - value", "e-mail address", "email address", "primary email", "e-mail", "email", "mail")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be written down; `remark` says what was left out."""

    name: str
    address: str = ""
    remark: LazyString | str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who cannot be, and why; `called` is what the file calls them, cut short."""

    called: str
    why: LazyString | str


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: people to choose from, and those left out."""

    people: tuple[Person, ...]
    left_out: tuple[LeftOut, ...]


def read(data: bytes, hosting: Hosting) -> Found:
    """Return the people in a vCard or CSV file who are not in a host's book yet; raises `NotAllowed`."""
    if len(data) > MOST_BYTES:
        raise NotAllowed(_l("That file is too big. Save a smaller group of people and try again."))
    text = _text(data)
    rows = list(_cards(text) if text.lstrip().upper().startswith("BEGIN:VCARD") else _table(text))
    if not rows:
        raise NotAllowed(_l("There are no people in that file, or this site can’t read it."))
    if len(rows) > MOST_PEOPLE:
        raise NotAllowed(_l("That file has more than %(most)s people. Save a smaller group.", most=MOST_PEOPLE))
    people: list[Person] = []
    left_out: list[LeftOut] = []
    for called, address in rows:
        try:
            people.append(_person(called, address, hosting, people))
        except NotAllowed as refused:
            left_out.append(LeftOut(called[:40], refused.reason))
    return Found(tuple(people), tuple(left_out))


def _person(called: str, mail: str, hosting: Hosting, others: list[Person]) -> Person:
    """Return somebody who is new in the file and in the book; raises `NotAllowed`."""
    name = clean_name(called)
    if not name:
        raise NotAllowed(_l("There is no name."))
    if name.casefold() in {each.name.casefold() for each in others}:
        raise NotAllowed(_l("The file has this name twice. For a namesake, add a letter to the name."))
    if name.casefold() in {guest.name.casefold() for guest in hosting.guests if guest.role is Role.GUEST}:
        raise NotAllowed(_l("This name is in your guest book already."))
    try:
        book.must_be_somebody_else(hosting, name)
    except NotPossible as refused:
        raise NotAllowed(refused.sentence) from None
    if not mail:
        return Person(name)
    try:
        address = normal_address(mail) if len(mail) <= LONGEST_ADDRESS else ""
    except ValidationError:
        address = ""
    if not address:
        return Person(name, remark=_l("without the address, which can’t be one"))
    known = {guest.fingerprint for guest in hosting.guests} | {fingerprint(each.address) for each in others}
    if fingerprint(address) in known:
        raise NotAllowed(_l("Somebody with this address is there already."))
    return Person(name, address)


def _text(data: bytes) -> str:
    """Return a file's text: UTF-16 where it says so, UTF-8, or what older programs write."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _cards(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of each vCard, whatever its version (RFC 6350 §6.2, §6.4.2)."""
    whole = SOFT_BREAKS.sub(lambda found: SOFT_BREAK.sub("", found[0]), text)
    card: dict[str, str] = {}
    for name, found in reading.properties(whole):
        if name == "BEGIN":
            card = {}
        elif name == "END":
            yield card.get("FN") or card.get("N", ""), card.get("EMAIL", "")
        elif name in {"FN", "N", "EMAIL"} and name not in card:
            value = _plain(found)
            card[name] = " ".join(reversed(value.split(";")[:2])).strip() if name == "N" else value.strip()


def _plain(found: Property) -> str:
    """Return a property's text without the coding of version 2.1."""
    if "QUOTED-PRINTABLE" in {value.upper() for value in found.parameters.values()}:
        try:
            return quopri.decodestring(found.value).decode(found.parameters.get("CHARSET", "utf-8"), "replace")
        except (LookupError, ValueError):
            return ""
    return found.text


def _table(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of each row of a table, by its headings or, without any, the first two columns."""
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(text.replace("\0", "").splitlines(), delimiter=between) if any(row)]
    headings = [each.strip().casefold() for each in rows[0]] if rows else []
    if not {*WHOLE, *FIRST} & set(headings):
        yield from (_cells(row, 0, 1) for row in rows)
        return
    whole, first_name, last, mail = (_column(headings, names) for names in (WHOLE, FIRST, LAST, MAIL))
    for row in rows[1:]:
        name, address = _cells(row, whole, mail)
        parts = [*_cells(row, first_name, last)]
        yield name or " ".join(part for part in parts if part), address


def _column(headings: list[str], names: tuple[str, ...]) -> int:
    """Return the number of a column, one that no row has where there is none."""
    return next((headings.index(name) for name in names if name in headings), len(headings) + LONGEST_CELL)


def _cells(row: list[str], one: int, other: int) -> tuple[str, str]:
    """Return two cells of a row, "" for one that is not there."""
    both = [row[at].strip()[:LONGEST_CELL] if at < len(row) else "" for at in (one, other)]
    return both[0], both[1]
