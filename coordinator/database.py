"""The database: base class, column types and what SQLite needs to be safe with several processes."""

import enum
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry

from coordinator.turns import BEGIN, PATIENCE


class Moment(sa.TypeDecorator[datetime]):
    """An aware UTC datetime; stored as UTC whatever the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: a time without a zone is a mistake waiting for a clock change."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy’s signature
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _words(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    datetime: Moment(),
    enum.Enum: sa.Enum(
        enum.Enum,
        native_enum=False,
        create_constraint=True,
        values_callable=_words,
        length=20,
    ),
}


class Base(DeclarativeBase):
    """The declarative base; every constraint has a name, so that migrations can find it."""

    registry = registry(type_annotation_map=TYPES, metadata=sa.MetaData(naming_convention=NAMES))


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        """What every table inherits from."""

        __abstract__ = True
else:
    Model = db.Model


def engine_options(url: str) -> dict[str, Any]:
    """Return what an engine needs: writers that queue on SQLite, checked connections elsewhere."""
    quiet = {"hide_parameters": True}  # an error does not say what somebody typed
    if url.startswith("sqlite"):
        return quiet | {"connect_args": {"timeout": PATIENCE, "isolation_level": "IMMEDIATE"}}
    return quiet | {
        "pool_pre_ping": True,
        "pool_size": 8,
        "connect_args": {"connect_timeout": 10},
    }


@event.listens_for(sa.Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    """Set what SQLite leaves off: foreign keys, a write-ahead log, patience, and wiping what is deleted."""
    if type(connection).__module__.startswith("sqlite3"):
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            f"busy_timeout={PATIENCE * 1000}",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")


def insert_once(model: type[Base] | sa.Table) -> sa.Insert:
    """Return what inserts rows of a table and leaves those alone that are there already by a unique key."""
    if db.engine.dialect.name == "sqlite":
        return sqlite.insert(model).on_conflict_do_nothing()
    return postgresql.insert(model).on_conflict_do_nothing()


def write_first(scope: str = "site") -> None:
    """Take the write lock before reading, so that what a rule counts cannot change before it writes.

    SQLite has one lock for all writers; PostgreSQL holds one for each scope until the transaction ends.
    """
    db.session.flush()  # what waits to be written begins the transaction by itself
    if db.engine.dialect.name != "sqlite":
        key = sa.func.hashtextextended(scope, 0)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    elif not db.session.connection().connection.in_transaction:
        db.session.execute(sa.text(BEGIN))


def first_line(trouble: DBAPIError) -> str:
    """Return what the database said first."""
    return str(trouble.orig or trouble).strip().partition("\n")[0].rstrip(".")


def leave_nothing_behind() -> None:
    """Bring the write-ahead log into the file and cut it; `secure_delete` has wiped the pages (SQLite alone).

    Until then the log holds what was deleted. A reader in between keeps it for the next time, and nothing fails.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
