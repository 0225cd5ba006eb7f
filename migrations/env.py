"""How Alembic runs here: on the application's own engine, forwards and backwards, on SQLite and PostgreSQL."""

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


def run() -> None:
    """Run the migrations in one transaction each."""
    db = current_app.extensions["migrate"].db
    with db.engine.connect() as connection:
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
