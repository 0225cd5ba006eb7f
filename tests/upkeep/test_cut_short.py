"""A copy, or a way back, that is killed or finds the disk full leaves everything as it was, and can be tried again."""

import os
import random
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from coordinator.clock import now
from coordinator.database import db
from coordinator.settings import ROOT, Settings
from coordinator.upkeep import copies, shelf
from tests.cast import Cast
from tests.dump import everything

pytestmark = pytest.mark.thorough
Run = Callable[..., "subprocess.Popen[str]"]
KILLS = 2


@pytest.fixture
def run(kept: Flask, settings: Settings, cast: Cast) -> Run:
    """Return a way to run a command of its own on the story's database, under a limit of the shell."""
    assert kept
    assert cast.middle
    db.session.commit()
    named = ("database_url", "secret_key", "contact_key", "stop_pepper", "operator_name", "instance")
    env = os.environ | {f"COORDINATOR_{name.upper()}": str(getattr(settings, name)) for name in named}

    def start(*command: str, limit: str = "true") -> "subprocess.Popen[str]":
        flask = shlex.join([sys.executable, "-m", "flask", "--app", "wsgi", *command])
        return subprocess.Popen(  # noqa: S603 - our own command
            ["/bin/sh", "-c", f"{limit}; exec {flask}"],
            cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    return start


def test_on_a_full_disk_no_copy_and_nothing_of_it_is_left(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    with run("backup", str(folder / "copy.sqlite3"), limit="ulimit -f 200") as process:  # 100 KB a file
        said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("Error: Nothing was done: ")
    assert len(said.splitlines()) == 1
    assert list(folder.iterdir()) == []


def test_killed_at_any_moment_a_copy_is_whole_or_not_there(run: Run, tmp_path: Path) -> None:
    whole = tmp_path / "0.sqlite3"
    began = time.monotonic()
    with run("backup", str(whole)) as process:
        process.communicate(timeout=60)
    takes = time.monotonic() - began
    for number in range(1, KILLS + 1):
        file = tmp_path / f"{number}.sqlite3"
        with run("backup", str(file)) as process:
            time.sleep(random.uniform(0.5, 1) * takes)  # noqa: S311 - no secret
            process.kill()
        if file.exists():
            copies.read(file)
        else:
            copies.make(file)  # what was left lying is not in the way


def test_killed_at_any_moment_a_way_back_is_done_or_has_not_begun(
    run: Run, tmp_path: Path, settings: Settings, clock: time_machine.Traveller
) -> None:
    file = tmp_path / "copy.sqlite3"
    copies.make(file)
    began, before = time.monotonic(), everything()
    with run("restore", str(file), "--since", "here", limit="ulimit -f 300") as process:
        said, _nothing = process.communicate(timeout=60)
    takes = time.monotonic() - began
    assert process.returncode == 1, said
    assert everything() == before
    states = []
    for _number in range(KILLS):
        with run("restore", str(file), "--since", "here") as process:
            time.sleep(random.uniform(0.6, 1.3) * takes)  # noqa: S311 - no secret
            process.kill()
        states.append(everything())
    with run("restore", str(file), "--since", "here") as process:
        said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert set(states) <= {before, everything()}
    clock.move_to(now() + timedelta(days=3650))
    shelf.forget_old()
    assert list(settings.instance.glob("restore-*")) == []
