"""Which migration a database is at, and which ones there are."""

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from coordinator.database import db
from coordinator.settings import ROOT


class NotUsable(Exception):
    """A database or a copy cannot be made or used; one sentence says why."""


def present(engine: sa.Engine | None = None) -> str | None:
    """Return the revision a database is at, None for one without tables."""
    with (engine or db.engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision of this version of the program."""
    return str(_scripts().get_current_head())  # one head: the program brings its migrations with it


def known() -> set[str]:
    """Return every revision this version knows."""
    return {script.revision for script in _scripts().walk_revisions()}


def must_be_known(revision: str | None) -> None:
    """Raise `NotUsable` for the tables of a newer version."""
    if revision is not None and revision not in known():
        said = f"the tables are from a newer version ({revision})"
        raise NotUsable(f"{said}. Update the program, or go back to a copy from before.")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))
