"""Migrations: they lead to the same tables as the models, and back to none."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import Settings


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """Return an application whose database has no table at all."""
    address = f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    if not settings.database_url.startswith("sqlite"):
        from tests.postgresql import new_database  # noqa: PLC0415 - only where it is asked for

        address = new_database(settings.database_url, "bare")
    app = create_app(replace(settings, database_url=address))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def shape() -> dict[str, dict[str, Any]]:
    """Return what the database itself says of every table: columns, keys, checks, indexes."""
    look = sa.inspect(db.engine)
    return {name: _table(look, name) for name in look.get_table_names() if name != "alembic_version"}


def _table(look: sa.Inspector, name: str) -> dict[str, Any]:
    columns = {each["name"]: (str(each["type"]), each["nullable"]) for each in look.get_columns(name)}
    keys = [
        (each["name"], tuple(each["constrained_columns"]), each["referred_table"], str(each["options"]))
        for each in look.get_foreign_keys(name)
    ]
    unique = [(each["name"], tuple(each["column_names"])) for each in look.get_unique_constraints(name)]
    indexes = [
        (each["name"], tuple(each["column_names"]), each["unique"], _options(each)) for each in look.get_indexes(name)
    ]
    return {
        "columns": columns,
        "primary": look.get_pk_constraint(name)["constrained_columns"],
        "foreign": sorted(keys),
        "unique": sorted(unique),
        "checks": sorted((each["name"], each["sqltext"]) for each in look.get_check_constraints(name)),
        "indexes": sorted(indexes),
    }


def _options(index: Any) -> list[tuple[str, str]]:
    """Return what else there is to an index: for which rows it holds."""
    return sorted((name, str(value)) for name, value in index.get("dialect_options", {}).items())


def test_migrations_lead_to_the_tables_of_the_models(empty: Flask) -> None:
    upgrade()
    migrated = shape()
    downgrade(revision="base")
    db.create_all()
    modelled = shape()
    assert sorted(migrated) == sorted(modelled)
    for name, table in modelled.items():
        assert migrated[name] == table, name


def test_migrations_go_back_to_nothing_and_forward_again(empty: Flask) -> None:
    upgrade()
    there = shape()
    downgrade(revision="base")
    assert shape() == {}
    upgrade()
    assert shape() == there


def test_every_migration_can_be_undone_alone(empty: Flask) -> None:
    upgrade()
    downgrade()
    upgrade()
    assert set(shape()) == set(db.metadata.tables)
