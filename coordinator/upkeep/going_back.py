"""The way back to a copy, without bringing back what was deleted, stopped or ended since (R10)."""

import enum
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from coordinator import retention
from coordinator.database import db
from coordinator.instance import settings
from coordinator.upkeep import carrying, copies, rows, shelf
from coordinator.upkeep.beside import beside
from coordinator.upkeep.copies import Copy
from coordinator.upkeep.revisions import NotUsable


class Since(enum.StrEnum):
    """What became of the time since a copy was made."""

    HERE = "here"  # it is in the present database, which is replaced
    NOTHING = "nothing"  # the site was shut when the copy was made
    LOST = "lost"  # nobody knows who asked to be left alone in it


def restore(file: Path, since: Since) -> Copy:
    """Put a copy in the place of the present database, all of it or nothing; raises `NotUsable`.

    The copy itself is not touched: what is put in place is brought to this version, narrowed by what is known or
    feared of the time since, and purged before anybody can read it.
    """
    copy = copies.read(file)
    copies.fits(copy)
    upgrade()
    target = db.engine
    with rows.holding(target) as present, _working_copy(file) as fitted:
        _must_fit(since, rows.count(present))
        with beside(fitted) as engine:
            if since is Since.HERE:
                carrying.carry_over(present)
            elif since is Since.LOST:
                carrying.assume_the_worst()
            retention.purge()
            with engine.connect() as source:
                put(source, present)
    retention.purge()  # nothing of the rows that were there is left in the file or its log
    return copy


def put(source: sa.Connection, target: sa.Connection) -> dict[str, rows.Sum]:
    """Replace what is in a database by what is in another, and compare every byte; raises `NotUsable`."""
    rows.replace(source, target)
    wanted, there = rows.sums(source), rows.sums(target)
    if wanted != there:
        raise NotUsable("what was written is not what was read; nothing was changed.")
    return there


def _must_fit(since: Since, there: int) -> None:
    """Refuse to replace what nobody said should be replaced, and to carry wishes over from nowhere."""
    if since is Since.HERE and not there:
        raise NotUsable("the present database is empty, so the time since is not in it: say `nothing` or `lost`.")
    if since is not Since.HERE and there:
        said = f"the present database has {there} rows, and nothing is overwritten."
        raise NotUsable(f"{said} Say `--since here`, or move that database away first.")


@contextmanager
def _working_copy(file: Path) -> Iterator[Path]:
    """Give a copy of a copy that only this user can read, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=shelf.ON_THE_WAY, dir=settings().instance) as folder:
        fitted = Path(folder) / "copy.sqlite3"
        shutil.copyfile(file, fitted)
        yield fitted
