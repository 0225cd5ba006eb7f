"""A filled demo with a post office of its own."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings, Smtp


@pytest.fixture
def demo(settings: Settings) -> Iterator[Flask]:
    """Return a demo application with nobody in it yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(replace(settings, demo=True, smtp=Smtp(host="127.0.0.1", port=port, security="none")))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def report(demo: Flask) -> dict[str, object]:
    """Return what `flask demo --json` prints of a newly filled demo."""
    said = demo.test_cli_runner().invoke(args=["demo", "--json"])
    assert said.exit_code == 0, said.output
    found: dict[str, object] = json.loads(said.output)
    return found
