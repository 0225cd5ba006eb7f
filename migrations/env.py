"""How Alembic runs here: on the application's own engine, forwards and backwards, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what they are in the database, so that a migration needs no code of ours."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        impl = item.impl
        if isinstance(impl, sa.DateTime):
            return "sa.DateTime(timezone=True)"
        return f"sa.String(length={impl.length})"
    return False


@contextmanager
def unguarded(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite put a changed table in the place of the old one: with foreign keys on, all that hangs on it falls."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()  # each migration begins a transaction of its own
    try:
        yield
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            message = f"the migration left rows that lead nowhere: {lost[:3]}"
            raise RuntimeError(message)
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def run() -> None:
    """Run the migrations in one transaction each."""
    db = current_app.extensions["migrate"].db
    with db.engine.connect() as connection, unguarded(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=plain_type,
            transaction_per_migration=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
