"""Writers on SQLite take turns: one of each process asks for the one lock there is, every half millisecond.

Left to itself SQLite lets a writer sleep longer after each try that fails, up to a tenth of a second: who comes later
finds the lock free, and who has waited longest waits on (docs/decisions/0033). Who only reads takes no turn.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

PATIENCE = 20  # seconds that a writer waits, and SQLite itself wherever this is not asked
STEP = 0.0005  # seconds between two tries, of which each costs a few microseconds
BEGIN = "BEGIN IMMEDIATE"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", BEGIN)  # before these the driver begins what writes
NEXT = threading.Lock()  # who holds it is the one of this process that asks


@event.listens_for(sa.Engine, "do_execute")
@event.listens_for(sa.Engine, "do_executemany")
@event.listens_for(sa.Engine, "do_execute_no_params")
def _take_turn(cursor: object, statement: str, *_rest: object) -> bool:
    """Begin before the first statement that writes; true where that was all it says."""
    if not isinstance(cursor, sqlite3.Cursor) or not statement.startswith(WRITES):
        return False
    connection = cursor.connection
    if connection.in_transaction or connection.isolation_level is None:
        return False
    begin(connection)
    return statement == BEGIN


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes; raises SQLite's own "database is locked" when others let nobody in."""
    until = time.monotonic() + PATIENCE
    with _next(), _asking_once(connection):
        while not _has_begun(connection, until):
            time.sleep(STEP)


@contextmanager
def _next() -> Iterator[None]:
    if not NEXT.acquire(timeout=PATIENCE):
        raise sqlite3.OperationalError("database is locked")
    try:
        yield
    finally:
        NEXT.release()


@contextmanager
def _asking_once(connection: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite say at once that it is locked."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")


def _has_begun(connection: sqlite3.Connection, until: float) -> bool:
    """Try once; says whether it went."""
    try:
        connection.execute(BEGIN)
    except sqlite3.OperationalError as trouble:
        if trouble.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
            raise
        return False
    return True
