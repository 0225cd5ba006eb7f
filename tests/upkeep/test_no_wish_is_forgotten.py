"""Each table and column is a wish that outlives a way back or comes back as it was copied; and each wish does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.database import db
from coordinator.upkeep import carrying, copies, going_back, wishes
from coordinator.upkeep.going_back import Since
from tests.upkeep.worlds import Row, fill, is_own, row_of

TABLES = {name for name in db.metadata.tables if name not in {*wishes.DROPPED, *wishes.SETTLED}}
CHANGED = 1  # the world in which every row was changed since
WENT = {name: number for number, name in enumerate(wishes.DELETED, start=100)}  # in which one row went since
CAME = {name: number for number, name in enumerate([*wishes.ADDED, *wishes.REPLACED], start=200)}  # or came
CHANGING = {*wishes.DELETED, *wishes.SET, *wishes.EMPTIED, *wishes.COUNTED, *wishes.CHOSEN}


def test_every_table_and_every_column_has_its_place() -> None:
    said: dict[str, set[str]] = {name: set(columns.split()) for name, columns in wishes.COPIED.items()}
    for wish in (wishes.SET, wishes.EMPTIED, wishes.COUNTED, {name: each[1:] for name, each in wishes.CHOSEN.items()}):
        for name, columns in wish.items():
            said[name] |= set(columns)
    assert {name: said.get(name, set()) for name in TABLES} == {
        name: {column.name for column in db.metadata.tables[name].columns} for name in TABLES
    }
    for name in (*wishes.DELETED, *wishes.ADDED, *wishes.REPLACED):
        assert name in TABLES


def test_every_table_says_what_becomes_of_its_rows() -> None:
    assert {*wishes.DELETED, *wishes.ADDED, *wishes.REPLACED} == TABLES


@pytest.fixture
def restored(kept: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything happen since a copy that can, each in a world of its own, and go back to it."""
    assert kept
    for part, name in ((going_back.retention, "purge"), (carrying, "settle")):
        monkeypatch.setattr(part, name, lambda *_: {})  # they would delete most of these odd rows
    for world in (CHANGED, *WENT.values(), *CAME.values()):
        fill(range(world, world + 1))
    for name, world in CAME.items():
        _delete(name, world)
    db.session.commit()
    copies.make(tmp_path / "copy.sqlite3")
    for name in CHANGING:
        table = db.metadata.tables[name]
        since = row_of(table, CHANGED, since=True, wish=False)
        if values := {column.name: since[column.name] for column in table.columns if not is_own(column)}:
            db.session.execute(sa.update(table).where(_of(table, CHANGED)).values(values))
    for name, world in WENT.items():
        _delete(name, world)
    for name, world in CAME.items():
        table = db.metadata.tables[name]
        db.session.execute(sa.insert(table), row_of(table, world, since=True))
    db.session.commit()
    going_back.restore(tmp_path / "copy.sqlite3", Since.HERE)
    db.session.expire_all()
    yield
    db.session.rollback()


def test_what_happened_since_a_copy_is_not_undone_by_going_back_to_it(restored: None) -> None:
    wrong = [
        *(f"{name} is back" for name, world in WENT.items() if _found(name, world)),
        *(f"{name} is gone" for name, world in CAME.items() if not _is_there(name, world)),
        *(f"{name} is back" for name in wishes.DROPPED if _rows(name)),
    ]
    for name in CHANGING:
        there, expected = _found(name, CHANGED), _expected(name)
        wrong += [f"{name}.{column}" for column, value in expected.items() if there[column] != value]
    assert wrong == []


def _expected(name: str) -> Row:
    """Return what a row that was changed since has to hold after the way back: its wishes, and all else as it was."""
    table, chosen = db.metadata.tables[name], wishes.CHOSEN.get(name, ())[1:]
    wished = [each for kind in (wishes.SET, wishes.EMPTIED, wishes.COUNTED) for each in kind.get(name, ())]
    since = row_of(table, CHANGED, since=True, wish=False)
    return row_of(table, CHANGED, wish=False) | {column: since[column] for column in (*wished, *chosen)}


def _is_there(name: str, world: int) -> bool:
    """Say whether what came since is there; its number may be another, unless rows are told by it."""
    wanted = row_of(db.metadata.tables[name], world, since=True)
    if name not in {*wishes.DELETED, *wishes.REPLACED}:
        wanted.pop("id", None)
    return any(wanted.items() <= row.items() for row in _rows(name))


def _found(name: str, world: int) -> Row:
    """Return the row of a world, {} where there is none."""
    return next((row for row in _rows(name, _of(db.metadata.tables[name], world))), {})


def _rows(name: str, *which: sa.ColumnElement[bool]) -> list[Row]:
    found = db.session.execute(sa.select(db.metadata.tables[name]).where(*which))
    return [dict(row) for row in found.mappings()]


def _delete(name: str, world: int) -> None:
    table = db.metadata.tables[name]
    db.session.execute(sa.delete(table).where(_of(table, world)))


def _of(table: sa.Table, world: int) -> sa.ColumnElement[bool]:
    """Return what finds the row of a world."""
    key = next(iter(table.primary_key.columns))
    return key == row_of(table, world)[key.name]
