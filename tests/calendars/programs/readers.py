"""The programs that read our calendars, started the way people start them; `.ci/programs.py` brings them."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.calendars.strict_reader import Component, check, moment

VENV = Path(sys.prefix)
HOME = VENV / "programs"
DRIVERS = Path(__file__).parent / "drivers"
COMMANDS: dict[str, list[str | Path]] = {
    "ical.js": ["node", DRIVERS / "ical_js.mjs", HOME / "node"],
    "node-ical": ["node", DRIVERS / "node_ical.mjs", HOME / "node"],
    "libical": [sys.executable, DRIVERS / "libical.py"],
    "vobject": [HOME / "bin" / "python", DRIVERS / "vobject_.py"],
}
PATIENCE = 60  # seconds
TYPED_BREAK = re.compile(r"\\[nN]")
Facts = dict[str, Any]


def need(program: str) -> None:
    """Skip a test, loudly, where a program is not there."""
    found = VENV / "system.json"
    there = json.loads(found.read_text()).get("programs", {}) if found.exists() else {}
    if not there.get(program):
        pytest.skip(f"NOT TESTED: {program} is not here; `make test` brings it where it can be had")


def run(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it says; one that fails fails the test."""
    done = subprocess.run(  # noqa: S603 - programs that set-up brought, without a shell
        command, check=False, capture_output=True, text=True, timeout=PATIENCE, **more
    )
    assert done.returncode == 0, done.stderr
    return done


def reads(program: str, files: Sequence[Path]) -> list[list[Facts]]:
    """Return what a program reads of each event in each file."""
    need(program)
    found: list[list[Facts]] = json.loads(run(*COMMANDS[program], *files).stdout)
    return found


def written(body: bytes, program: str = "") -> list[Facts]:
    """Return what stands in a file, by our own strict reader: what every program has to come to, but for its faults."""
    calendar = check(body)
    events = _events(calendar)
    if program == "node-ical":  # takes the second of two backslashes for the beginning of another escape
        for event, name in product(events, ("summary", "location", "description")):
            event[name] = TYPED_BREAK.sub("\\\\\n", event[name])
    return events


def _events(calendar: Component) -> list[Facts]:
    return [
        {
            "method": calendar["METHOD"] if "METHOD" in calendar.names else "",
            "uid": event["UID"],
            **{
                name.lower(): event[name] if name in event.names else ""
                for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "ORGANIZER")
            },
            "start": f"{moment(calendar, event, 'DTSTART'):%Y-%m-%dT%H:%M:%SZ}",
            "end": f"{moment(calendar, event, 'DTEND'):%Y-%m-%dT%H:%M:%SZ}",
            "sequence": int(event["SEQUENCE"]),
            "attendees": [
                [event["ATTENDEE"], event.parameters("ATTENDEE").partition("PARTSTAT=")[2].partition(";")[0]]
                for _ in range(event.names.count("ATTENDEE"))
            ],
        }
        for event in calendar.all("VEVENT")
    ]
