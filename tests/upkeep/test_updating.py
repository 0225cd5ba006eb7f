"""From one version to the next: nothing is lost, a copy is made first, and few copies are kept."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from coordinator.clock import now
from coordinator.database import db
from coordinator.upkeep import copies, going_back, revisions, rows, shelf, updating
from coordinator.upkeep.going_back import Since
from tests.cast import Cast
from tests.dump import rows_by_table

FIRST = "0001"


@pytest.fixture
def first(cast: Cast, kept: Flask, another: Flask) -> Iterator[dict[str, rows.Sum]]:
    """Stand on a database as the first release left it, full of rows, and return their sums."""
    assert cast.middle
    cast.link()
    db.session.commit()
    source = db.engine
    with another.app_context():
        upgrade(revision=FIRST)
        with rows.reading(source) as there, db.engine.begin() as here:
            rows.replace(there, here)
        with rows.reading(db.engine) as connection:
            held = rows.sums(connection)
        yield held
        db.session.remove()


def test_nothing_is_lost_and_a_copy_from_before_can_be_gone_back_to(first: dict[str, rows.Sum], another: Flask) -> None:
    result = another.test_cli_runner().invoke(args=["update"])
    assert result.exit_code == 0, result.output
    assert revisions.present() == revisions.newest()
    with rows.reading(db.engine) as connection:
        after = rows.sums(connection)
    assert {name: each.rows for name, each in after.items() if name in first} == {
        name: each.rows for name, each in first.items()
    }
    made = next(shelf.folder().iterdir())
    assert str(made) in result.output
    copy = copies.read(made)
    assert (copy.revision, copy.sums) == (FIRST, first)
    going_back.restore(made, Since.HERE)
    assert revisions.present() == revisions.newest()
    assert len(rows_by_table()["guest"]) == first["guest"].rows


def test_where_there_is_nothing_to_bring_up_to_date_no_copy_is_made(kept: Flask, cast: Cast) -> None:
    assert cast.sam
    db.session.commit()
    assert updating.update() is None


def test_three_copies_are_kept_for_a_month(
    first: dict[str, rows.Sum], clock: time_machine.Traveller, another: Flask
) -> None:
    folder = shelf.folder()
    folder.mkdir()
    for days in range(1, 6):
        old = folder / f"before-000{days}.sqlite3"
        old.touch()
        os.utime(old, ((now() - timedelta(days=days * 10)).timestamp(),) * 2)
    made = updating.update()
    assert made
    assert {each.name for each in folder.iterdir()} == {made.name, "before-0001.sqlite3", "before-0002.sqlite3"}
    clock.move_to(datetime.fromtimestamp(made.stat().st_mtime, UTC) + timedelta(days=25))
    shelf.forget_old()
    assert list(folder.iterdir()) == [made]
