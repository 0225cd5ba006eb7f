"""A filled demo with a post office of its own. The demo's database is embedded, so this is told on SQLite alone."""

import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Smtp, sqlite_url
from tests.conftest import settings_for


def demo_in(folder: Path, port: int) -> Flask:
    """Return a demo application whose instance is a folder and whose post office a port."""
    smtp = Smtp(host="127.0.0.1", port=port, security="none")
    app = create_app(replace(settings_for(sqlite_url(folder), folder), demo=True, smtp=smtp))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def leave(app: Flask) -> None:
    """Close what an application holds open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def port() -> int:
    """Return a port for the post office."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """Return an instance in which the story was told once; every test works on a copy."""
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("the demo's database is embedded")
    folder = tmp_path_factory.mktemp("told")
    app = demo_in(folder, port)
    with app.app_context():
        db.create_all()
    said = app.test_cli_runner().invoke(args=["demo"])
    assert said.exit_code == 0, said.output
    leave(app)
    return folder


@pytest.fixture
def demo(told: Path, tmp_path: Path, port: int) -> Iterator[Flask]:
    """Return a demo in the middle of its story."""
    shutil.copytree(told, tmp_path / "instance")
    app = demo_in(tmp_path / "instance", port)
    with app.app_context():
        yield app
    leave(app)


@pytest.fixture
def report(demo: Flask) -> dict[str, Any]:
    """Return what `flask demo --json` prints."""
    said = demo.test_cli_runner().invoke(args=["demo", "--json"])
    assert said.exit_code == 0, said.output
    found: dict[str, Any] = json.loads(said.output)
    return found
