"""Says what vobject reads in the calendar files that are named: the parser of Radicale and of many small tools."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import vobject


def moment(time: datetime) -> str:
    """Return a time in UTC, by the zone that vobject made of the file's."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def text(component: Any, name: str) -> str:
    """Return the value of a property, "" without one."""
    return component.getChildValue(name, "")


def read(file: str) -> list[dict[str, Any]]:
    """Return what is read of each event in a file."""
    calendar = vobject.readOne(Path(file).read_text(encoding="utf-8"))
    return [
        {name: text(event, name) for name in ("uid", "summary", "location", "description", "status", "organizer")}
        | {
            "method": text(calendar, "method"),
            "start": moment(event.dtstart.value),
            "end": moment(event.dtend.value),
            "sequence": int(text(event, "sequence")),
            "attendees": [
                [each.value, each.params.get("PARTSTAT", [""])[0]] for each in event.contents.get("attendee", [])
            ],
        }
        for event in calendar.contents.get("vevent", [])
    ]


if __name__ == "__main__":
    print(json.dumps([read(file) for file in sys.argv[1:]]))  # noqa: T201 - its answer
