"""Copies: one file with every row, from either database and for either, which says itself whether it is whole.

A copy is an SQLite database made by this program's own migrations. It holds the rows as they lie there: addresses
stay encrypted and links hashed, and no key is in it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from coordinator import clock, keys
from coordinator.database import db
from coordinator.upkeep import revisions, rows
from coordinator.upkeep.beside import beside
from coordinator.upkeep.revisions import NotUsable
from coordinator.upkeep.rows import Sum

NOTE = sa.Table(
    "copied",
    sa.MetaData(),
    sa.Column("table", sa.String, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("revision", sa.String, nullable=False),
)


@dataclass(frozen=True)
class Copy:
    """What a copy says of itself."""

    file: Path
    at: datetime
    revision: str
    sums: dict[str, Sum]

    @property
    def rows(self) -> int:
        """Count its rows."""
        return sum(each.rows for each in self.sums.values())


def make(file: Path) -> Copy:
    """Copy the database as it is at this moment into a new file, and read it once more to see that it is whole.

    Raises `NotUsable` where the file is there already or the tables are not of a version this program knows.
    """
    revision = revisions.present()
    if revision is None or revision not in revisions.known():
        raise NotUsable(f"the tables are of a version this program does not know ({revision}).")
    if file.exists():
        raise NotUsable(f"{file} is there already, and nothing is overwritten.")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
            unfinished = Path(folder) / file.name
            unfinished.touch(mode=0o600)
            _fill(unfinished, revision)
            made = read(unfinished)
            os.link(unfinished, file)  # unlike renaming, this never takes the place of another file
    except OSError as trouble:
        raise NotUsable(f"{file} cannot be written ({trouble.strerror}).") from None
    except sa.exc.DBAPIError as trouble:
        raise NotUsable(f"{file} cannot be written, or the database not be read ({trouble.orig}).") from None
    return Copy(file, made.at, made.revision, made.sums)


def read(file: Path) -> Copy:
    """Read a copy from its first to its last byte; raises `NotUsable` unless every row is there as it was."""
    try:
        with _opened(file) as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise NotUsable(f"{file} is damaged.")
            note = {row.table: row for row in connection.execute(sa.select(NOTE))}
            there = rows.sums(connection)
    except (sa.exc.DBAPIError, sqlite3.Error):
        raise NotUsable(f"{file} is no copy that `flask backup` made, or it is damaged.") from None
    if not note or {name: Sum(row.rows, row.digest) for name, row in note.items()} != there:
        raise NotUsable(f"{file} is not what was written when it was made.")
    first = next(iter(note.values()))
    return Copy(file, datetime.fromisoformat(first.at), first.revision, there)


def fits(copy: Copy) -> None:
    """Raise `NotUsable` where this program is too old for a copy, or has other keys than it was written with."""
    if copy.revision not in revisions.known():
        raise NotUsable(f"{copy.file} is from a newer version ({copy.revision}); update the program first.")
    if "key_mark" not in copy.sums:
        return
    with _opened(copy.file) as connection:
        for name, mark in connection.execute(sa.select(keys.KeyMark.name, keys.KeyMark.mark)):
            if mark != keys.mark_of(name):
                said = f"{copy.file} was written with another {name}. Put back the secrets.json of that time: "
                raise NotUsable(f"{said}without it, addresses and wishes for no more mail are lost.")


def _fill(file: Path, revision: str) -> None:
    """Put the present rows into an empty file, and note what they were."""
    source = db.engine
    with rows.reading(source) as there, beside(file, revision) as engine:
        with engine.begin() as here:
            rows.replace(there, here)
            NOTE.create(here)
            same = {"at": clock.now().isoformat(), "revision": revision}
            noted = [{"table": name, "rows": each.rows, "digest": each.digest} | same for name, each in _sums(there)]
            here.execute(sa.insert(NOTE), noted)
        with engine.connect() as alone:
            alone.exec_driver_sql("PRAGMA journal_mode=DELETE")  # without a log beside it


def _sums(connection: sa.Connection) -> list[tuple[str, Sum]]:
    return list(rows.sums(connection).items())


@contextmanager
def _opened(file: Path) -> Iterator[sa.Connection]:
    """Open a copy without being able to change it."""
    engine = sa.create_engine(f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
