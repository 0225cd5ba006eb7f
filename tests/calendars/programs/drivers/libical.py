"""Says what libical reads in the calendar files that are named: the parser of Evolution and GNOME Calendar.

It takes a time zone from the file it stands in, and `icalcomponent_get_dtstart` hands it on with the time.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Thing, Text, Kind = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int


class Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", Thing),
    )


SIGNATURES: dict[str, tuple[Any, ...]] = {  # what comes back, then what is given
    "icalparser_parse_string": (Thing, Text),
    "icalcomponent_string_to_kind": (Kind, Text),
    "icalproperty_string_to_kind": (Kind, Text),
    "icalcomponent_get_first_component": (Thing, Thing, Kind),
    "icalcomponent_get_next_component": (Thing, Thing, Kind),
    "icalcomponent_get_first_property": (Thing, Thing, Kind),
    "icalcomponent_get_next_property": (Thing, Thing, Kind),
    "icalcomponent_get_dtstart": (Time, Thing),
    "icalcomponent_get_dtend": (Time, Thing),
    "icalcomponent_get_sequence": (ctypes.c_int, Thing),
    "icalproperty_get_value_as_string": (Text, Thing),
    "icalproperty_get_parameter_as_string": (Text, Thing, Text),
    "icaltime_as_timet_with_zone": (ctypes.c_long, Time, Thing),
} | {f"icalcomponent_get_{name}": (Text, Thing) for name in ("uid", "summary", "location", "description")}


def load() -> ctypes.CDLL:
    """Return the library with the signatures that are used here."""
    library = ctypes.CDLL("libical.so.3")
    for name, (back, *given) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = back, given
    return library


ICAL = load()


def texts(component: int, name: str) -> Iterator[tuple[str, str]]:
    """Yield the values of a property, each with its PARTSTAT."""
    kind = ICAL.icalproperty_string_to_kind(name.encode())
    found = ICAL.icalcomponent_get_first_property(component, kind)
    while found:
        partstat = ICAL.icalproperty_get_parameter_as_string(found, b"PARTSTAT") or b""
        yield ICAL.icalproperty_get_value_as_string(found).decode(), partstat.decode()
        found = ICAL.icalcomponent_get_next_property(component, kind)


def value(component: int, name: str) -> str:
    """Return the first value of a property, "" without one."""
    return next((each for each, _ in texts(component, name)), "")


def moment(time: Time) -> str:
    """Return a time in UTC, by the zone that libical found for it."""
    seconds = ICAL.icaltime_as_timet_with_zone(time, time.zone)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def read(file: str) -> list[dict[str, Any]]:
    """Return what is read of each event in a file."""
    calendar = ICAL.icalparser_parse_string(Path(file).read_bytes())
    kind = ICAL.icalcomponent_string_to_kind(b"VEVENT")
    event, found = ICAL.icalcomponent_get_first_component(calendar, kind), []
    while event:
        found.append(
            {name: (getattr(ICAL, f"icalcomponent_get_{name}")(event) or b"").decode()
             for name in ("uid", "summary", "location", "description")}
            | {
                "method": value(calendar, "METHOD"),
                "start": moment(ICAL.icalcomponent_get_dtstart(event)),
                "end": moment(ICAL.icalcomponent_get_dtend(event)),
                "sequence": ICAL.icalcomponent_get_sequence(event),
                "status": value(event, "STATUS"),
                "organizer": value(event, "ORGANIZER"),
                "attendees": list(texts(event, "ATTENDEE")),
            }
        )  # fmt: skip
        event = ICAL.icalcomponent_get_next_component(calendar, kind)
    return found


if __name__ == "__main__":
    print(json.dumps([read(file) for file in sys.argv[1:]]))  # noqa: T201 - its answer
