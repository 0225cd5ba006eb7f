"""Somebody pulls their own feed with vdirsyncer: once all of it, then nothing, then what has changed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from coordinator.database import db
from coordinator.events import news
from coordinator.links import link
from coordinator.links.link import Purpose
from tests.calendars.programs.readers import HOME, need, run
from tests.calendars.strict_reader import read
from tests.cast import Cast

CONFIG = """
[general]
status_path = "{folder}/status"
[pair calendar]
a = "feed"
b = "disk"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage disk]
type = "filesystem"
path = "{folder}/disk"
fileext = ".ics"
"""


@pytest.fixture
def address(app: Flask, cast: Cast) -> Iterator[str]:
    """Serve the instance and return the address of Kim's feed there."""
    need("vdirsyncer")
    path = f"/c/{link.mint(Purpose.CALENDAR, cast.invitation().guest_id)}.ics"
    db.session.commit()
    server = make_server("127.0.0.1", 0, app)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}{path}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_second_pull_copies_nothing(cast: Cast, address: str, tmp_path: Path) -> None:
    config, disk = tmp_path / "config", tmp_path / "disk"
    config.write_text(CONFIG.format(folder=tmp_path, url=address))
    disk.mkdir()
    sync = (HOME / "bin" / "vdirsyncer", "-c", config, "sync")  # which says what it copies on standard error
    run(HOME / "bin" / "vdirsyncer", "-c", config, "discover")
    assert "Copying (uploading)" in run(*sync).stderr
    [file] = disk.glob("*.ics")
    first = file.stat().st_mtime_ns
    assert "Copying" not in run(*sync).stderr
    assert file.stat().st_mtime_ns == first
    news.call_off(cast.event)
    db.session.commit()
    assert "Copying" in run(*sync).stderr
    [file] = disk.glob("*.ics")  # in place of the other: it names what it pulls by a hash and leaves our UID aside
    [event] = read(file.read_bytes() + b"\r\n").all("VEVENT")
    assert (event["SUMMARY"], event["STATUS"]) == (cast.event.title, "CANCELLED")
    assert "Copying" not in run(*sync).stderr
