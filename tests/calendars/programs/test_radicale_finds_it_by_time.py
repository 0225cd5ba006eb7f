"""Somebody keeps a file of ours on a Radicale server, which finds it by the hour it takes place."""

import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.calendars.evenings import download, evening
from tests.calendars.programs.readers import HOME, need

FOLDER = "/kim/mine/"
KIM = {"Authorization": "Basic a2ltOng="}  # kim:x, of whom nobody asks a password here
QUERY = """<?xml version="1.0"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
EVENINGS = {
    "winter.ics": evening(uid="winter"),
    "before.ics": evening(uid="before", zone="Europe/Berlin", starts=datetime.fromisoformat("2026-03-28T18:30Z")),
    "after.ics": evening(uid="after", zone="Europe/Berlin", starts=datetime.fromisoformat("2026-03-29T18:30Z")),
    "utc.ics": evening(uid="utc", zone="Africa/Cairo", starts=datetime.fromisoformat("2026-06-05T16:00Z")),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HTTPConnection]:
    """Return a connection to a Radicale with an empty calendar of Kim's."""
    need("radicale")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ("--hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--storage-filesystem-folder", tmp_path)
    command = [HOME / "bin" / "python", "-m", "radicale", "--config", "", *words]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as running:  # noqa: S603 - set-up brought it
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(100):
            try:
                connection.connect()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        assert asked(connection, "MKCALENDAR", FOLDER)[0] == 201
        yield connection
        connection.close()
        running.terminate()


def asked(server: HTTPConnection, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
    server.request(method, path, body, KIM | {"Content-Type": "text/calendar" if method == "PUT" else "text/xml"})
    answer = server.getresponse()
    return answer.status, answer.read().decode()


def found(server: HTTPConnection, start: datetime, end: datetime) -> set[str]:
    """Return the names of the files whose event takes place between two moments."""
    status, answer = asked(server, "REPORT", FOLDER, QUERY.format(start=start, end=end).encode())
    assert status == 207
    return {name for name in EVENINGS if f"{FOLDER}{name}" in answer}


def test_each_is_found_in_its_hours_and_not_beside_them(server: HTTPConnection) -> None:
    for name, event in EVENINGS.items():
        assert asked(server, "PUT", FOLDER + name, download(event))[0] == 201
    minute = timedelta(minutes=1)
    for name, event in EVENINGS.items():
        assert found(server, event.starts, event.starts + minute) == {name}
        assert found(server, event.ends - minute, event.ends) == {name}
        assert found(server, event.starts - 2 * minute, event.starts - minute) == set()
        assert found(server, event.ends + minute, event.ends + 2 * minute) == set()
