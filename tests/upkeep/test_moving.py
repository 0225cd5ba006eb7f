"""Everything moves to another database with one command, and is compared there."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events.guest import Guest
from coordinator.upkeep import revisions
from coordinator.upkeep.beside import beside
from tests.cast import Cast
from tests.dump import rows_by_table


def counts() -> dict[str, int]:
    """Count the rows of each table."""
    return {name: len(rows) for name, rows in rows_by_table().items()}


def test_everything_moves_to_a_file_and_on_and_the_next_row_gets_a_number_of_its_own(
    kept: Flask, cast: Cast, another: Flask, tmp_path: Path
) -> None:
    assert cast.middle
    here, file = counts(), tmp_path / "between.sqlite3"
    highest = max(db.session.scalars(sa.select(Account.id)))
    db.session.commit()
    result = kept.test_cli_runner().invoke(args=["move", f"sqlite:///{file}"])
    assert result.exit_code == 0, result.output
    said = dict(reversed(line.split()) for line in result.output.splitlines()[:-1])
    assert {name: int(number) for name, number in said.items()} == here
    address = another.config["SQLALCHEMY_DATABASE_URI"]
    with beside(file):
        assert kept.test_cli_runner().invoke(args=["move", address]).exit_code == 0
    with another.app_context():
        assert revisions.present() == revisions.newest()
        assert counts() == here
        assert db.session.scalars(sa.select(Guest.address).where(Guest.name == "Kim")).one() == "kim@posteo.example"
        new = Account(email="new@ground.example", zone="Europe/London")
        db.session.add(new)
        db.session.commit()
        assert new.id == highest + 1
        db.session.remove()
    again = kept.test_cli_runner().invoke(args=["move", address])
    assert (again.exit_code, "nothing is overwritten" in again.output) == (1, True)


def test_old_tables_are_not_moved(kept: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    result = kept.test_cli_runner().invoke(args=["move", "sqlite:////nowhere"])
    assert (result.exit_code, "flask --app wsgi update" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://ground@127.0.0.1:1/ground", "cannot be reached"),
        ("sqlite:////no/such/folder/file", "cannot be reached"),
        ("mysql://a@b/c", "begins with sqlite: or postgresql+psycopg:"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str, said: str, kept: Flask) -> None:
    result = kept.test_cli_runner().invoke(args=["move", address])
    assert (result.exit_code, said in result.output) == (1, True)
