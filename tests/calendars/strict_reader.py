"""A reader of calendar files that shares no code with what wrote them and forgives nothing (RFC 5545)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Self

LONGEST, LONGEST_UID = 75, 255  # octets (§3.1; RFC 7986 §5.3)
MOMENTS = ("DTSTART", "DTEND")
LINE = re.compile(
    r'(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=(?:"[^"\x00-\x1f]+"|[^";:,\x00-\x1f]+))*):(?P<value>.*)'
)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ASKED = re.compile(
    ";CUTYPE=INDIVIDUAL;PARTSTAT=(NEEDS-ACTION|ACCEPTED|DECLINED|TENTATIVE);ROLE=REQ-PARTICIPANT;RSVP=TRUE"
)
# What a VEVENT of ours may say besides in a message (RFC 5546 §3.2); a property twice is refused anyway.
ASKING = {
    "PUBLISH": {"ORGANIZER"},
    "REQUEST": {"ORGANIZER", "ATTENDEE", "X-MICROSOFT-DISALLOW-COUNTER"},
    "CANCEL": {"ORGANIZER", "ATTENDEE", "X-MICROSOFT-DISALLOW-COUNTER"},
}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME")


@dataclass
class Component:
    """A component: its properties as (name, parameters, raw value), and the components within."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    within: list[Self] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of its properties, as often as they are there."""
        return [name for name, _, _ in self.properties]

    def __getitem__(self, wanted: str) -> str:
        """Return the one value of a property, its escapes undone where it is TEXT."""
        [value] = [value for name, _, value in self.properties if name == wanted]
        return unescaped(value) if wanted in TEXTS else value

    def parameters(self, wanted: str) -> str:
        """Return the parameters of a property that is there once."""
        [found] = [parameters for name, parameters, _ in self.properties if name == wanted]
        return found

    def all(self, name: str) -> list[Self]:
        """Return the components of that name within."""
        return [one for one in self.within if one.name == name]


def read(body: bytes) -> Component:
    """Return the one calendar in a file, refusing whatever the standard does not allow."""
    assert body.endswith(b"\r\n")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body), "a control character"
    assert body.count(b"\r") == body.count(b"\n") == body.count(b"\r\n"), "a bare CR or LF"
    for line in body.split(b"\r\n"):
        assert len(line) <= LONGEST, "a line of more than 75 octets"
        line.decode()  # a fold inside a character would be refused here
    return nested(body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n"))


def nested(lines: list[str]) -> Component:
    """Build the tree of components."""
    stack = [Component("")]
    for line in lines:
        parts = LINE.fullmatch(line)
        assert parts, f"not a content line: {line!r}"
        if parts["name"] == "BEGIN":
            stack.append(Component(parts["value"]))
        elif parts["name"] == "END":
            done = stack.pop()
            assert done.name == parts["value"]
            stack[-1].within.append(done)
        else:
            stack[-1].properties.append((parts["name"], parts["parameters"], parts["value"]))
    [root] = stack
    [calendar] = root.within
    return calendar


def unescaped(value: str) -> str:
    r"""Undo `\\ \; \, \n`; any other escape, and any bare semicolon or comma, is an error (§3.3.11)."""
    assert set(ESCAPED.findall(value)) <= {"\\", ";", ",", "n"}
    assert not re.search("[;,]", ESCAPED.sub("", value)), "a bare semicolon or comma"
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], value)


def moment(calendar: Component, event: Component, name: str) -> datetime:
    """Return a time in UTC, by the VTIMEZONE in the same file and nothing else."""
    value, parameters = event[name], event.parameters(name)
    if not parameters:
        assert value.endswith("Z"), "a floating time"
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zone = parameters.removeprefix(";TZID=")
    [block] = [one for one in calendar.all("VTIMEZONE") if one["TZID"] == zone]
    wall = clock(value)
    return (wall - offset(block, wall)).replace(tzinfo=UTC)


def offset(block: Component, wall: datetime) -> timedelta:
    """Return what a VTIMEZONE says a wall clock is ahead of UTC: the last onset counts (§3.6.5)."""
    onsets = [
        (at, span(part["TZOFFSETTO"]))
        for part in block.within
        for at in (onset(part, wall.year - 1), onset(part, wall.year))
    ]
    return max(one for one in onsets if one[0] <= wall)[1]


def onset(part: Component, year: int) -> datetime:
    """Return the wall time at which a STANDARD or DAYLIGHT begins in a year."""
    first = clock(part["DTSTART"])
    if "RRULE" not in part.names:
        return first
    rule = dict(one.split("=") for one in part["RRULE"].split(";"))
    assert rule.pop("FREQ") == "YEARLY"
    assert rule.keys() == {"BYDAY", "BYMONTH"}
    assert first == on(rule, first), "the first onset is not one of the rule's"
    return on(rule, first.replace(year=year, day=1))


def on(rule: dict[str, str], time: datetime) -> datetime:
    """Return the rule's day of a year, at a time of day."""
    weekday, count = DAYS.index(rule["BYDAY"][-2:]), int(rule["BYDAY"][:-2])
    month = time.replace(month=int(rule["BYMONTH"]), day=1)
    days = [day for day in (month + timedelta(days=n) for n in range(31)) if day.month == month.month]
    return [day for day in days if day.weekday() == weekday][count - (count > 0)]


def clock(value: str) -> datetime:
    """Read a wall time."""
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time has no zone


def span(value: str) -> timedelta:
    """Read a UTC offset, `+0130`."""
    assert re.fullmatch(r"[+-]\d{4}", value)
    return timedelta(hours=int(value[1:3]), minutes=int(value[3:])) * (-1 if value[0] == "-" else 1)


def check(body: bytes) -> Component:
    """Read a calendar and hold it to what every one of ours keeps; return it."""
    calendar = read(body)
    assert calendar.name == "VCALENDAR"
    assert calendar.names[:2] == ["VERSION", "PRODID"]
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//Common Ground//EN")
    assert calendar.within, "a calendar without a component (§3.6)"
    kinds = [one.name for one in calendar.within]
    assert set(kinds) <= {"VTIMEZONE", "VEVENT"}
    assert ("VEVENT", "VTIMEZONE") not in pairwise(kinds), "a zone after its use"
    zones = [zone["TZID"] for zone in calendar.all("VTIMEZONE")]
    assert len(zones) == len(set(zones)), "a zone twice"
    for zone in calendar.all("VTIMEZONE"):
        assert [part.name for part in zone.within] in (["STANDARD"], ["STANDARD", "DAYLIGHT"])
        ahead = [span(part["TZOFFSETTO"]) for part in zone.within]
        assert ahead == sorted(ahead), "a summer behind its winter, which some readers turn around"
    for event in calendar.all("VEVENT"):
        check_event(calendar, event)
    used = {event.parameters(name).removeprefix(";TZID=") for event in calendar.all("VEVENT") for name in MOMENTS}
    assert set(zones) == used - {""} or not calendar.all("VEVENT"), "a zone for each TZID, and no other (§3.6.5)"
    return calendar


def check_event(calendar: Component, event: Component) -> None:
    """Hold a VEVENT to what each of ours has once, and to what none has."""
    assert len(event.names) == len(set(event.names)), "a property twice"
    always = {"UID", "DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    asking = ASKING.get(calendar["METHOD"], set()) if "METHOD" in calendar.names else set()
    needed, possible = always | (asking & {"ORGANIZER"}), {"LOCATION", "DESCRIPTION", "STATUS", "TRANSP"} | asking
    assert needed <= set(event.names) <= always | possible
    if "ATTENDEE" in event.names:
        assert ASKED.fullmatch(event.parameters("ATTENDEE"))
    elif "METHOD" in calendar.names:
        assert calendar["METHOD"] != "REQUEST", "a request that asks nobody"
    assert not event.within, "an alarm"
    assert len(event["UID"].encode()) <= LONGEST_UID
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", event[name]) for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"))
    assert moment(calendar, event, "DTSTART") < moment(calendar, event, "DTEND")
    if "METHOD" not in calendar.names:
        assert event["DTSTAMP"] == event["LAST-MODIFIED"], "without METHOD it is the last revision (§3.8.7.2)"
