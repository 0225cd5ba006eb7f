"""What tests of an instance's upkeep stand on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import stamp

from coordinator import create_app, keys
from coordinator.database import db
from coordinator.settings import Settings
from tests.upkeep.authority import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a certificate authority."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def kept(app: Flask) -> Iterator[Flask]:
    """Return the application on a database that knows its version and its keys, as after its first start."""
    stamp()
    keys.check()
    yield app
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")


@pytest.fixture
def another(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """Return an application on another machine: an empty database of the kind this run is about."""
    address = f"sqlite:///{tmp_path / 'another.sqlite3'}"
    if not settings.database_url.startswith("sqlite"):
        from tests.postgresql import new_database  # noqa: PLC0415 - only where it is asked for

        address = new_database(settings.database_url, "another")
    folder = tmp_path / "another"
    folder.mkdir()
    app = create_app(replace(settings, database_url=address, instance=folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
