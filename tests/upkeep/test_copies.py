"""A copy holds every row as it was at one moment, says whether it is whole, and has no secret in it."""

import re
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.consent import deletion
from coordinator.database import db
from coordinator.links.link import TOKEN
from coordinator.settings import Settings
from coordinator.upkeep import copies
from coordinator.upkeep.copies import NotUsable
from tests.cast import Cast
from tests.dump import rows_by_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a copy will lie."""
    return tmp_path / "copy.sqlite3"


def test_a_copy_is_made_and_read_again(kept: Flask, cast: Cast, file: Path) -> None:
    assert cast.middle
    result = kept.test_cli_runner().invoke(args=["backup", str(file)])
    assert result.exit_code == 0, result.output
    assert "read again and whole" in result.output
    copy = copies.read(file)
    there = rows_by_table()
    assert {name: each.rows for name, each in copy.sums.items()} == {name: len(rows) for name, rows in there.items()}
    assert copy.rows > 30
    assert [each.name for each in file.parent.iterdir() if each.name.startswith("copy")] == [file.name]


def test_only_its_owner_can_read_it(kept: Flask, file: Path) -> None:
    copies.make(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_overwritten(kept: Flask, file: Path) -> None:
    file.write_text("mine")
    result = kept.test_cli_runner().invoke(args=["backup", str(file)])
    assert (result.exit_code, "nothing is overwritten" in result.output) == (1, True)
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(kept: Flask, file: Path) -> None:
    result = kept.test_cli_runner().invoke(args=["backup", str(file.parent / "no" / "copy")])
    assert (result.exit_code, "cannot be written" in result.output) == (1, True)


def test_no_key_no_link_and_no_address_of_a_guest_lies_in_it(
    kept: Flask, cast: Cast, settings: Settings, file: Path
) -> None:
    tokens = [cast.link(name).partition("/l/inv_")[2] for name in ("Kim", "Priya")]
    copies.make(file)
    held = file.read_bytes()
    for secret in (settings.secret_key, settings.contact_key, settings.stop_pepper, "kim@posteo", "priya@raman"):
        assert secret.encode() not in held
    assert not re.search(TOKEN.encode(), held)
    assert all(token and token.encode() not in held for token in tokens)


def test_what_was_deleted_before_is_not_in_it(kept: Flask, cast: Cast, file: Path) -> None:
    deletion.delete_all(cast.invitation("Tomasz").guest)
    db.session.commit()
    copies.make(file)
    assert b"Tomasz" not in file.read_bytes()


def test_every_changed_byte_is_found(kept: Flask, cast: Cast, file: Path) -> None:
    assert cast.event
    copies.make(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE guest SET name = 'Tomasa' WHERE name = 'Tomasz'")
    connection.close()
    with pytest.raises(NotUsable, match="not what was written"):
        copies.read(file)


def test_half_a_copy_is_none(kept: Flask, cast: Cast, file: Path) -> None:
    assert cast.event
    copies.make(file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(NotUsable, match="damaged"):
        copies.read(file)
    file.write_text("no database at all")
    with pytest.raises(NotUsable, match="no copy"):
        copies.read(file)


@pytest.mark.thorough
def test_a_copy_is_of_one_moment_while_others_write(kept: Flask, cast: Cast, file: Path) -> None:
    jo, stopped = cast.jo.id, threading.Event()

    def write() -> None:
        """Add an account and its browser in one transaction, again and again."""
        with kept.app_context():
            number = 0
            while not stopped.is_set():
                number += 1
                account = Account(email=f"{number}@ground.example", zone="Europe/London")
                db.session.add(account)
                db.session.flush()
                db.session.add(Device(account_id=account.id))
                db.session.commit()
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    made = [copies.make(file.with_name(f"{number}.sqlite3")) for number in range(3)]
    stopped.set()
    writer.join()
    assert jo
    for copy in made:
        assert copy.sums["device"].rows == copy.sums["account"].rows - 1
    assert made[0].rows < made[-1].rows < sum(map(len, rows_by_table().values()))


def test_tables_of_a_version_nobody_knows_are_not_copied(kept: Flask, file: Path) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotUsable, match="9999"):
        copies.make(file)
    assert not file.exists()
