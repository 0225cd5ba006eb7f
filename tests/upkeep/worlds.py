"""Worlds that are alike: in each, every table has one row that hangs on the others of its world alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from coordinator.database import Moment, db
from coordinator.upkeep import wishes

BEGAN = datetime(2026, 9, 7, 11, tzinfo=UTC)
Row = dict[str, Any]


def fill(worlds: range) -> None:
    """Fill every table with one row for each world."""
    for table in db.metadata.sorted_tables:
        if table.name not in {"key_mark", "chore"}:
            db.session.execute(sa.insert(table), [row_of(table, world) for world in worlds])
    db.session.commit()


def row_of(table: sa.Table, world: int, *, since: bool = False, wish: bool | None = None) -> Row:
    """Return the row of a table in a world, as it was when it was copied or as it is since; one that says no, or not.

    Which words say no is left to what decides it.
    """
    row = {column.name: _value(column, world, since=since) for column in table.columns}
    is_wish, wish = wishes.ADDED.get(table.name) or wishes.REPLACED.get(table.name), since if wish is None else wish
    for column in table.columns:
        if is_wish and isinstance(column.type, sa.Enum) and is_wish(row) is not wish:
            fitting = [each for each in column.type.enum_class or () if is_wish(row | {column.name: each}) is wish]
            row[column.name] = next(iter(fitting), row[column.name])
    return row


def is_own(column: sa.Column[Any]) -> bool:
    """Say whether a column tells its row, or leads to another."""
    table, name = column.table.name, column.name
    leads = bool(column.foreign_keys) and name not in wishes.EMPTIED.get(table, ())
    return column.primary_key or leads or wishes.DELETED.get(table) == name


def _value(column: sa.Column[Any], world: int, *, since: bool) -> Any:
    table, name = column.table.name, column.name
    if name in wishes.SET.get(table, ()):
        return BEGAN + timedelta(hours=world) if since else None
    if name in wishes.EMPTIED.get(table, ()) and since:
        return None if column.nullable else False if isinstance(column.type, sa.Boolean) else ""
    if name in wishes.COUNTED.get(table, ()):
        return 5 if since else 1
    if wishes.CHOSEN.get(table, ("",))[0] == name and isinstance(column.type, sa.Boolean):
        return since
    return _plain(column, world, int(since and not is_own(column)))


def _plain(column: sa.Column[Any], world: int, step: int) -> Any:
    """Return something that fits a column, another in each world and in each step."""
    kind, words = column.type, f"{world}-{step}-{column.name}"
    if isinstance(kind, sa.Enum):
        return list(kind.enum_class or ())[-step]
    if isinstance(kind, sa.Integer):
        return world if column.name.endswith("id") else world + step
    makers: dict[type[Any], Any] = {
        Moment: BEGAN + timedelta(minutes=world, days=step, hours=column.name == "ends_at"),
        sa.Date: date(2026, 9 + step, 1),
        sa.Boolean: step == 0,
        sa.LargeBinary: words.encode(),
        sa.JSON: {"title": words},
    }
    return makers.get(type(kind), words[: getattr(kind, "length", None) or 12])
