"""Everything a database holds, as one text to compare or to search; the same for SQLite and PostgreSQL."""

import sqlalchemy as sa

from coordinator.database import db


def everything() -> str:
    """Return every row of every table as it lies there, in the order of its key."""
    db.session.commit()
    return "\n".join(f"{name}: {row}" for name, rows in rows_by_table().items() for row in rows)


def rows_by_table() -> dict[str, list[str]]:
    """Return the rows of each table, written out."""
    with db.engine.connect() as connection:
        return {
            name: sorted(
                str(tuple(row)) for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            )
            for name in sorted(db.metadata.tables)
        }
