"""The operator's commands of the post: deliver, preview, purge."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

from coordinator import instance
from coordinator.database import db
from coordinator.events import inviting
from coordinator.languages import CODES
from coordinator.post.letters import LETTERS
from coordinator.settings import ROOT, Settings
from tests.cast import Cast
from tests.post.server import MailServer


def test_what_is_due_is_delivered_at_once(app: Flask, cast: Cast, server: MailServer) -> None:
    inviting.mail(cast.invitation())
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["mail", "deliver", "--once"])
    assert result.exit_code == 0, result.output
    assert [got.recipients for got in server.letters] == [["kim@posteo.example"]]


def test_a_mail_server_that_is_away_is_said_in_one_line(app: Flask, cast: Cast, settings: Settings) -> None:
    inviting.mail(cast.invitation())
    db.session.commit()
    instance.install(app, replace(settings, smtp=replace(settings.smtp, port=1)))
    result = app.test_cli_runner().invoke(args=["mail", "deliver", "--once"])
    assert result.exit_code == 1
    assert result.output == "Error: The mail server cannot be reached. Nothing is lost; letters wait for it.\n"


def test_every_letter_can_be_looked_at(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "letters", str(tmp_path / "letters")])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "letters" / "index.html").read_text(encoding="utf-8")
    for letter in LETTERS:
        for code in CODES:
            assert f'src="{letter.kind}.{code}.html"' in page
            assert (tmp_path / "letters" / f"{letter.kind}.{code}.txt").exists()


def test_letters_can_be_looked_at_before_there_are_tables(tmp_path: Path) -> None:
    empty = os.environ | {"COORDINATOR_DEMO": "1", "COORDINATOR_INSTANCE": str(tmp_path / "instance")}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "letters", str(tmp_path / "letters")]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=empty, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(tmp_path / "letters" / "index.html")


def test_the_purge_says_what_it_deleted(app: Flask, cast: Cast) -> None:
    assert cast.favour
    cast.clock.shift(timedelta(days=7))
    result = app.test_cli_runner().invoke(args=["purge"])
    assert result.exit_code == 0, result.output
    assert result.output.split() == ["2", "favour_lines", "1", "uses"]
