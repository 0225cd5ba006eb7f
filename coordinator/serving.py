"""One command that runs everything: the web server, the delivery of letters and, in a demo, a mail server."""

import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click
from flask_migrate import upgrade

from coordinator.instance import settings
from coordinator.settings import ROOT

PATIENCE = 10  # seconds for a part to end by itself
LOOK = 0.5  # seconds between looks at the parts


def run(port: int, workers: int) -> int:
    """Migrate and run every part until one ends or somebody stops it; returns the exit status."""
    if is_taken(port):
        raise click.ClickException(f"Port {port} is in use. Choose another, for example: PORT={port + 1} make run")
    upgrade()
    if settings().demo:
        _prepare_demo(port)
    parts = [subprocess.Popen(command, cwd=ROOT) for command in _commands(port, workers)]  # noqa: S603 - our own
    signal.signal(signal.SIGTERM, _interrupt)
    click.echo(f"\n  Common Ground is at {settings().public_base_url}\n")
    try:
        while all(part.poll() is None for part in parts):
            time.sleep(LOOK)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(parts)
    return 1


def is_taken(port: int) -> bool:
    """Say whether something already listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _commands(port: int, workers: int) -> list[list[str]]:
    """Return the commands of the parts."""
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--http", "1", "--log-level", "warning"]
    parts = [[*web, "wsgi:app"], [*python, "flask", "--app", "wsgi", "mail", "deliver"]]
    return [*parts, [*python, "flask", "--app", "wsgi", "demo", "post-office"]] if settings().demo else parts


def _prepare_demo(port: int) -> None:
    """Fill an empty demo."""
    from coordinator.demo import starting  # noqa: PLC0415 - only a demo has it

    starting.prepare(port)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(parts: list[subprocess.Popen[bytes]]) -> None:
    """Ask every part to end, and insist after a while."""
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            part.kill()
