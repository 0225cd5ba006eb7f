"""Calendar files as other programs write them, read line by line and within bounds (RFC 5545 §3.1).

Only properties are read: no rule is expanded, no time zone is built, no address in them is followed. So a hostile file
costs no more than its length, and what one program leaves out or writes its own way does no harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from coordinator.settings import zones

MOST = 64 * 1024  # characters of a file
MOST_EVENTS = 5
DEEPEST = 4  # components in each other

FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r'(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^";:]*(?:"[^"]*"[^";:]*)*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^";:]*))')
MAILTO = re.compile(r"\s*mailto:", re.IGNORECASE)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
SPAN = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")


class Unreadable(ValueError):
    """A file is no calendar, or a bigger one than is read here."""


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a component: its value as it stands, and its parameters by their names in capitals."""

    value: str
    parameters: Mapping[str, str]

    @property
    def text(self) -> str:
        """Return a TEXT value without its escapes (RFC 5545 §3.3.11)."""
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    @property
    def mailbox(self) -> str:
        """Return the address behind `mailto:`, however that is written."""
        return MAILTO.sub("", self.value).strip()

    @property
    def is_day(self) -> bool:
        """Say whether it names a whole day."""
        return "T" not in self.value.upper()

    @property
    def is_utc(self) -> bool:
        """Say whether it is a moment in UTC."""
        return self.value.strip().upper().endswith("Z")

    def moment(self, zone: str) -> datetime:
        """Return a DATE or DATE-TIME value, in `zone` where it names none that is known; raises `Unreadable`."""
        found = MOMENT.fullmatch(self.value.strip().upper())
        try:
            wall = datetime.strptime(f"{found[1]}{found[2] or '000000'}", "%Y%m%d%H%M%S") if found else None  # noqa: DTZ007 - its zone follows
        except ValueError:
            wall = None
        if found is None or wall is None:
            raise Unreadable
        return wall.replace(tzinfo=UTC if found[3] else ZoneInfo(zone_called(self.parameters.get("TZID", "")) or zone))

    @property
    def span(self) -> timedelta:
        """Return a DURATION value of at most 999 weeks; raises `Unreadable`."""
        found = SPAN.fullmatch(self.value.strip().upper())
        if found is None:
            raise Unreadable
        weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


NOTHING = Property("", {})


@dataclass(frozen=True, slots=True)
class Component:
    """The properties of a VEVENT by their names in capitals, each as often as it comes."""

    properties: dict[str, list[Property]] = field(default_factory=dict)

    def first(self, name: str) -> Property:
        """Return the first property of a name, an empty one where there is none."""
        return self.properties.get(name, [NOTHING])[0]

    def all(self, name: str) -> list[Property]:
        """Return every property of a name."""
        return self.properties.get(name, [])


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar's METHOD in capitals, "" where it has none, and its events."""

    method: str
    events: tuple[Component, ...]


def read(text: str) -> Calendar:
    """Return what a calendar file holds; raises `Unreadable`."""
    if len(text) > MOST or not text.lstrip("\ufeff").upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable
    within: list[str] = []
    methods: list[str] = []
    events: list[Component] = []
    for name, found in properties(text.lstrip("\ufeff")):
        if name == "BEGIN":
            within.append(found.value.strip().upper())
            events += [Component()] if within == ["VCALENDAR", "VEVENT"] else []
        elif name == "END":
            del within[-1:]
        elif within == ["VCALENDAR", "VEVENT"]:
            events[-1].properties.setdefault(name, []).append(found)
        elif within == ["VCALENDAR"] and name == "METHOD":
            methods.append(found.value.strip().upper())
        if len(within) > DEEPEST or len(events) > MOST_EVENTS:
            raise Unreadable
    return Calendar(methods[0] if methods else "", tuple(events))


def properties(text: str) -> Iterator[tuple[str, Property]]:
    """Yield every line of a file as its name in capitals and the rest (RFC 5545 §3.1, RFC 6350 §3.3)."""
    for line in FOLD.sub("", text).split("\n"):
        yield _property(line.rstrip("\r"))


def zone_called(tzid: str) -> str:
    """Return the IANA name of a TZID: itself, the end of a longer path, or what Windows calls differently; else ""."""
    parts = tzid.strip().split("/")
    for name in ("/".join(parts[at:]) for at in range(len(parts))):
        if name in zones():
            return name
    return WINDOWS_TO_OLSON.get(tzid.strip(), "")


def _property(line: str) -> tuple[str, Property]:
    """Return the name in capitals, without a vCard's group, and the rest of a line; what is no property has no name."""
    found = LINE.fullmatch(line)
    if found is None:
        return "", NOTHING
    parameters = {each[1].upper(): each[2] or each[3] or "" for each in PARAMETER.finditer(found[2])}
    return found[1].upper(), Property(found[3], parameters)
