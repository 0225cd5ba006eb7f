"""A command that cannot be done says in one line why, whatever the database is like, and leaves no trace of Python."""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from coordinator import create_app, instance
from coordinator.database import db
from coordinator.settings import Settings

Broken = Callable[[str], Flask]
COMMANDS = {
    "backup": ["backup", "copy.sqlite3"],
    "update": ["update"],
    "serve": ["serve"],
    "mail deliver": ["mail", "deliver", "--once"],
    "purge": ["purge"],
    "invite": ["invite", "sam@posteo.example"],
}


@pytest.fixture
def broken(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    """Return an application on a database in some state."""
    monkeypatch.chdir(tmp_path)
    made: list[Flask] = []

    def application(state: str) -> Flask:
        file, url = tmp_path / "its.sqlite3", f"sqlite:///{tmp_path / 'its.sqlite3'}"
        if state == "no server":
            url = "postgresql+psycopg://ground@127.0.0.1:1/ground"
        if state == "no folder":
            url = f"sqlite:///{tmp_path}/no/such.sqlite3"
        if state == "no database":
            file.write_text("To whom it may concern. " * 200)
        app = create_app(replace(settings, database_url=url, instance=tmp_path, port=1))
        made.append(app)
        if state in {"older", "newer"}:
            with app.app_context():
                upgrade(revision="0001")
        if state == "newer":
            with closing(sqlite3.connect(file)) as connection, connection:
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
        return app

    yield application
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", ["no server", "no folder", "no database", "newer"])
def test_it_says_one_line(state: str, command: str, broken: Broken) -> None:
    result = broken(state).test_cli_runner().invoke(args=COMMANDS[command])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(result.output.splitlines()) == 1
    told = "version" if state == "newer" else "The database cannot be reached or written to ("
    assert told in result.output


@pytest.mark.parametrize("command", ["mail deliver", "purge", "invite"])
def test_on_tables_of_an_older_version_nothing_is_done_before_they_are_brought_up_to_date(
    command: str, broken: Broken
) -> None:
    app = broken("older")
    result = app.test_cli_runner().invoke(args=COMMANDS[command])
    assert result.output == "Error: Nothing was done: the tables are not up to date. Run: flask --app wsgi update\n"
    assert app.test_cli_runner().invoke(args=["update"]).exit_code == 0
    assert app.test_cli_runner().invoke(args=COMMANDS[command]).exit_code == 0


@pytest.mark.parametrize("command", [["mail", "deliver"], ["serve"]])
def test_a_port_that_is_taken_is_told(command: list[str], app: Flask, settings: Settings) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        instance.install(app, replace(settings, port=port, metrics_port=port))
        result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(result.output.splitlines()) == 1
    assert "in use" in result.output
