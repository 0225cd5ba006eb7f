"""Every row of a database, read, counted and put into another one: the same for SQLite and PostgreSQL."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from coordinator.turns import BEGIN, PATIENCE

SKIPPED = {"alembic_version", "copied"}  # what says of a database which one it is
OWN = {"chore", "key_mark"}  # what an instance notes of itself
BATCH = 500  # rows in one statement


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and one number in which each of their bytes counts, in whatever order."""

    rows: int
    digest: str


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it is at this moment, while others write."""
    how = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**how) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection


@contextmanager
def holding(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection while nobody else can write; what it wrote is committed at the end, or nothing is."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(BEGIN)
        else:
            preparer = engine.dialect.identifier_preparer
            named = ", ".join(preparer.quote(name) for name in tables(connection))
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            connection.exec_driver_sql(f"LOCK TABLE {named} IN ACCESS EXCLUSIVE MODE")
        yield connection


def tables(connection: sa.Connection) -> dict[str, sa.Table]:
    """Return the tables as they lie there, whatever this version thinks of them; parents come first."""
    look = sa.inspect(connection)
    named = [name for name, _keys in look.get_sorted_table_and_fkc_names() if name and name not in SKIPPED]
    return {name: _table(look, name) for name in named}


def sums(connection: sa.Connection) -> dict[str, Sum]:
    """Read everything and return the sum of each table."""
    return {name: _sum(connection, table) for name, table in tables(connection).items()}


def count(connection: sa.Connection) -> int:
    """Count the rows that people made; what an instance notes of itself is none."""
    own = {"chore", "key_mark"}
    counts = [
        sa.select(sa.func.count()).select_from(each) for name, each in tables(connection).items() if name not in own
    ]
    return sum(connection.execute(each).scalar_one() for each in counts)


def replace(source: sa.Connection, target: sa.Connection) -> None:
    """Put every row of one database in the place of every row of another with the same tables."""
    there, here = tables(source), tables(target)
    for table in reversed(here.values()):
        target.execute(sa.delete(table))
    for name, table in here.items():
        for batch in source.execute(sa.select(there[name])).mappings().partitions(BATCH):
            target.execute(sa.insert(table), [_fit(row, table, target) for row in batch])
        _number_on(target, table)


def _table(look: sa.Inspector, name: str) -> sa.Table:
    keys = look.get_pk_constraint(name)["constrained_columns"]
    columns = [
        sa.Column(each["name"], each["type"], primary_key=each["name"] in keys) for each in look.get_columns(name)
    ]
    return sa.Table(name, sa.MetaData(), *columns)


def _sum(connection: sa.Connection, table: sa.Table) -> Sum:
    rows, total = 0, 0
    for row in connection.execute(sa.select(table)).mappings():
        written = repr(sorted((name, _plain(value)) for name, value in row.items()))
        total += int.from_bytes(hashlib.sha256(written.encode()).digest(), "big")
        rows += 1
    return Sum(rows, f"{total % 2**256:064x}")


def _plain(value: Any) -> str | None:  # noqa: ANN401
    """Write a value in one way, whichever database gave it."""
    if isinstance(value, datetime):
        return _in_utc(value).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return None if value is None else str(int(value) if isinstance(value, bool) else value)


def _fit(row: sa.RowMapping, table: sa.Table, target: sa.Connection) -> dict[str, Any]:
    """Return a row as a table takes it: its columns, and moments with their zone on PostgreSQL, without on SQLite."""
    zone = None if target.dialect.name == "sqlite" else UTC
    values = {name: value for name, value in row.items() if name in table.columns}
    moments = {
        name: _in_utc(value).replace(tzinfo=zone) for name, value in values.items() if isinstance(value, datetime)
    }
    return values | moments


def _in_utc(moment: datetime) -> datetime:
    """Return a moment with its zone; without one it comes from SQLite, where all are UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number_on(target: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL give its next row a number that no row has."""
    if target.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        counter = target.scalar(sa.func.pg_get_serial_sequence(table.name, column.name).select())
        if counter:
            last = target.scalar(sa.select(sa.func.max(column)))
            target.execute(sa.select(sa.func.setval(counter, last or 1, last is not None)))
