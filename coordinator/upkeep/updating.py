"""Bringing the tables to this version, after a copy of what is there."""

from pathlib import Path

from flask_migrate import upgrade

from coordinator.database import db
from coordinator.upkeep import copies, revisions, rows, shelf


def update() -> Path | None:
    """Bring the tables to this version, and return the copy made first, where there was something to copy."""
    present, made = revisions.present(), None
    if present not in {None, revisions.newest()} and _has_rows():
        made = shelf.place_for(f"before-{revisions.newest()}")
        copies.make(made)
        shelf.keep_few()
    upgrade()
    return made


def _has_rows() -> bool:
    with rows.reading(db.engine) as connection:
        return rows.count(connection) > 0
