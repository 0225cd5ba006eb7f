"""One command that runs everything: it is where it says it is, whoever told it the port."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """Run everything in a new instance, and give what is printed first."""
    env = {name: value for name, value in os.environ.items() if name != "PORT"}
    env |= {"COORDINATOR_INSTANCE": str(folder), "COORDINATOR_OPERATOR_NAME": "Jo", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", *options]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=env, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        try:
            yield next(line for line in running.stdout if line.strip())
        finally:
            running.terminate()
            assert running.wait(60) == 0


@pytest.mark.parametrize("told", ["by an option", "by its settings"])
def test_the_address_it_prints_is_the_one_it_listens_at(told: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    (tmp_path / "settings.env").write_text(f"PORT={port}\n" if told == "by its settings" else "")
    with served(tmp_path, *(["--port", port] if told == "by an option" else [])) as said:
        (address,) = re.findall(r"http://\S+", said)
        assert address == f"http://127.0.0.1:{port}"
        assert answer(address + "/sign-in") == 200


def answer(address: str) -> int:
    """Return the status of a page, once somebody answers."""
    for _time in range(200):
        try:
            with urllib.request.urlopen(address) as page:  # noqa: S310 - our own address
                return int(page.status)
        except OSError:
            time.sleep(0.1)
    return 0
