"""Bookmarks in the story: the first test of a process tells a chapter, later ones open it where it ends.

Telling one costs more than most tests do; putting its rows back takes a tenth of that.
"""

from typing import Any

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.instance import pace, settings

Rows = dict[sa.Table, list[dict[str, Any]]]
_kept: dict[object, tuple[object, Rows]] = {}


def at_the_beginning() -> object | None:
    """Return what the story depends on before its first word, or None once anything was written."""
    if db.session.new:
        return None
    tables = db.metadata.sorted_tables
    begun = sa.or_(*(sa.exists(sa.select(sa.literal(1)).select_from(table)) for table in tables))
    if db.session.scalar(sa.select(begun)):
        return None
    return clock.now(), pace(), settings().mails, settings().public_base_url


def keep(chapter: object) -> None:
    """Keep every row there is now, as a chapter's end."""
    rows = {table: db.session.execute(table.select()).mappings().all() for table in db.metadata.sorted_tables}
    _kept[chapter] = clock.now(), {table: [dict(row) for row in found] for table, found in rows.items() if found}


def open_after(chapter: object) -> Any | None:
    """Put the rows of a chapter's end back and return the moment it is then; None if nobody told it yet."""
    if chapter not in _kept:
        return None
    moment, rows = _kept[chapter]
    for table, found in rows.items():
        db.session.execute(table.insert(), found)
    if db.engine.dialect.name == "postgresql":  # the rows brought their numbers along
        highest = max(row["id"] for found in rows.values() for row in found if isinstance(row.get("id"), int))
        next_ones = sa.text("SELECT setval(seqrelid::regclass, :highest) FROM pg_sequence")
        db.session.execute(next_ones, {"highest": highest})
    db.session.commit()
    return moment
