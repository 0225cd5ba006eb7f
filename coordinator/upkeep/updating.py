"""Bringing the tables to this version, after a copy of what is there."""

from pathlib import Path

from flask_migrate import upgrade

from coordinator.database import db
from coordinator.upkeep import copies, revisions, rows, shelf


def update() -> Path | None:
    """Bring the tables to this version, and return the copy made first, where there was something to copy.

    Raises `NotUsable` for tables of a newer version.
    """
    present, made = revisions.present(), None
    revisions.must_be_known(present)
    if present not in {None, revisions.newest()} and _has_rows():
        made = shelf.place_for(f"before-{revisions.newest()}")
        copies.make(made)
        shelf.keep_few()
    upgrade()
    return made


def _has_rows() -> bool:
    with rows.reading(db.engine) as connection:
        return rows.count(connection) > 0
