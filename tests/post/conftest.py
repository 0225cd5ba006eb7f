"""A mail server for the session, and settings that send there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings, Smtp
from tests.conftest import settings_for
from tests.post.server import MailServer, started


@pytest.fixture(scope="session")
def running_server() -> Iterator[MailServer]:
    """Return a real SMTP server."""
    server, controller = started()
    yield server
    controller.stop()


@pytest.fixture
def server(running_server: MailServer) -> MailServer:
    """Return the server, empty and friendly."""
    running_server.begin_anew()
    return running_server


@pytest.fixture
def settings(settings: Settings, server: MailServer) -> Settings:
    """Return settings that mail to it."""
    smtp = Smtp(host="127.0.0.1", port=server.port, security="none", timeout=10)
    return replace(settings, smtp=smtp, mail_from="post@ground.example", public_base_url="http://localhost")


@pytest.fixture(scope="session")
def without_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application without a table, built once."""
    folder = tmp_path_factory.mktemp("site")
    plain = settings_for(f"sqlite:///{folder / 'empty.sqlite3'}", folder)
    app = create_app(replace(plain, mail_from="post@ground.example"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(without_tables: Flask) -> Iterator[Flask]:
    """Stand in an application without a table: examples read no row."""
    with without_tables.app_context():
        yield without_tables
