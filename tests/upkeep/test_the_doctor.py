"""The doctor looks at every part and says in plain words what to do."""

import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import Result
from flask import Flask
from flask_migrate import stamp

from coordinator import chores, create_app, instance
from coordinator.accounts.passkey import Passkey
from coordinator.database import db
from coordinator.settings import Settings, Smtp
from coordinator.upkeep import revisions
from tests.cast import Cast

Given = Callable[..., None]


@pytest.fixture
def doctor(app: Flask, clock: time_machine.Traveller) -> Iterator[Callable[[], Result]]:
    """Return the doctor's visit at an instance where all is well, at the time of the machine’s own clock."""
    clock.move_to(time_machine.escape_hatch.datetime.datetime.now(UTC))
    stamp()
    for file in app.extensions["coordinator_settings"].instance.glob("*.sqlite3*"):
        file.chmod(0o600)
    chores.tick()
    yield lambda: app.test_cli_runner().invoke(args=["doctor"])
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")


@pytest.fixture
def given(app: Flask, settings: Settings) -> Given:
    """Return a way to change settings."""
    return lambda **values: instance.install(app, replace(settings, **values))


def failed(result: Result) -> list[str]:
    """Return the parts that are not well, each of which says what to do."""
    lines = result.output.splitlines()
    ill = [at for at, line in enumerate(lines) if line.startswith("FAIL")]
    assert all(lines[at + 1].startswith("      Do this: ") for at in ill)
    assert result.exit_code == bool(ill)
    return [lines[at].removeprefix("FAIL  ").partition(":")[0] for at in ill]


def test_where_all_is_well_it_says_so_of_every_part(doctor: Callable[[], Result]) -> None:
    result = doctor()
    assert failed(result) == []
    named = [line.removeprefix("ok    ").partition(":")[0] for line in result.output.splitlines()]
    assert named == [
        "Database", "Tables", "Post process", "Passkeys", "Clock", "Time zones", "Mail", "Address", "Disk", "Secrets",
    ]  # fmt: skip


def test_a_visit_changes_nothing(doctor: Callable[[], Result], app: Flask) -> None:
    before = set(sa.inspect(db.engine).get_table_names())
    doctor()
    assert set(sa.inspect(db.engine).get_table_names()) == before


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"smtp": Smtp(host="mail.example.org", security="none")}, "Mail"),
        ({"smtp": Smtp(host="mail.example.org", user="ground")}, "Mail"),
        ({"public_base_url": "https://ground.example.org"}, "Address"),
    ],
    ids=["letters in the open", "a name without a password", "a proxy that is not trusted"],
)
def test_settings_that_do_not_fit_are_found(
    values: dict[str, Any], part: str, doctor: Callable[[], Result], given: Given
) -> None:
    given(**values)
    assert failed(doctor()) == [part]


def test_a_post_process_that_is_away_is_found(doctor: Callable[[], Result], clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=6))
    result = doctor()
    assert "Post process" in failed(result)
    assert "mail deliver" in result.output


def test_one_that_never_came_is_found(doctor: Callable[[], Result]) -> None:
    db.session.execute(sa.delete(chores.Chore))
    db.session.commit()
    assert "Post process" in failed(doctor())


def test_passkeys_of_a_host_name_that_was_left_are_found(
    doctor: Callable[[], Result], given: Given, cast: Cast
) -> None:
    assert "Passkeys: 0 for localhost." in doctor().output
    db.session.add(Passkey(account_id=cast.jo.id, credential_id=b"1", public_key=b"2", name="Key ring"))
    db.session.commit()
    assert "Passkeys: 1 for localhost." in doctor().output
    given(public_base_url="http://ground.localhost")
    left = doctor()
    assert failed(left) == ["Passkeys"]
    assert "none works at ground.localhost; there are 1 for localhost." in left.output
    db.session.add(Passkey(account_id=cast.jo.id, credential_id=b"3", public_key=b"4", name="Anew"))
    db.session.commit()
    moved = doctor()
    assert failed(moved) == []
    assert "Passkeys: 1 for ground.localhost; 1 for localhost open nothing here." in moved.output


def test_at_a_number_it_says_why_there_are_no_passkeys(doctor: Callable[[], Result], given: Given) -> None:
    given(public_base_url="http://127.0.0.1:5000")
    assert "Passkeys: off, as browsers make none for a number such as 127.0.0.1." in doctor().output


def test_a_clock_that_went_back_is_found(doctor: Callable[[], Result], clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=-3))
    assert failed(doctor()) == ["Clock"]
    clock.move_to(datetime(1970, 1, 2, tzinfo=UTC))
    assert "before this program was made" in doctor().output


def test_tables_of_another_version_are_found(doctor: Callable[[], Result]) -> None:
    stamp(revision="0001")
    assert failed(doctor()) == ["Tables"]
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    result = doctor()
    assert failed(result) == ["Tables"]
    assert "update the program" in result.output
    assert revisions.present() == "9999"


def test_files_that_others_can_read_are_found(doctor: Callable[[], Result], settings: Settings) -> None:
    file = settings.instance / "settings.env"
    file.write_text("COORDINATOR_SMTP_PASSWORD=x\n")
    file.chmod(0o640)
    assert failed(doctor()) == ["Secrets"]
    file.chmod(0o600)
    assert failed(doctor()) == []
    file.unlink()


def test_a_full_disk_is_found(doctor: Callable[[], Result], monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - what shutil gives
    monkeypatch.setattr(shutil, "disk_usage", lambda _where: usage(100, 99, 1))  # a disk cannot be filled for a test
    assert failed(doctor()) == ["Disk"]


@pytest.mark.parametrize("how", ["nowhere", "looked at only"])
def test_a_database_that_takes_nothing_is_found_and_said_without_a_trace(
    how: str, settings: Settings, tmp_path: Path
) -> None:
    if settings.database_url.startswith("sqlite"):
        file = settings.database_url.removeprefix("sqlite:///")
        address = {"nowhere": f"sqlite:///{tmp_path}/no/such.sqlite3"}.get(
            how, f"sqlite:///file:{file}?mode=ro&uri=true"
        )
    else:
        only = f"{settings.database_url}&options=-c%20default_transaction_read_only%3Don"
        address = {"nowhere": "postgresql+psycopg://ground@127.0.0.1:1/ground"}.get(how, only)
    app = create_app(replace(settings, database_url=address))
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert failed(result)[0] == "Database"
    assert "Traceback" not in result.output
    assert "Tables" not in result.output
    with app.app_context():
        db.engine.dispose()


def test_zone_data_that_is_missing_is_found(doctor: Callable[[], Result], given: Given) -> None:
    given(time_zone="Europe/Bristol")
    assert failed(doctor()) == ["Time zones"]


def test_it_looks_as_the_user_who_owns_the_files(doctor: Callable[[], Result], settings: Settings) -> None:
    file = settings.instance / "settings.env"
    file.write_text("")
    file.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(file, 65534, -1)
        assert failed(doctor()) == ["Secrets"]
    file.unlink()
