"""One command that runs everything: the web server, the delivery of letters and, in a demo, a mail server."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

import click
from flask import Flask, current_app

from coordinator.instance import install, settings
from coordinator.settings import PREFIX, ROOT, from_environment
from coordinator.upkeep import updating

PATIENCE = 10  # seconds for a part to end by itself
LOOK = 0.5  # seconds between looks at the parts


def run(port: int | None, workers: int) -> int:
    """Migrate and run every part until one ends or somebody stops it; returns the exit status."""
    port = _settle_on(port or settings().port)
    if is_taken(port):
        raise click.ClickException(f"Port {port} is in use. Choose another, for example: PORT={port + 1} make run")
    updating.update()
    if settings().demo:
        _prepare_demo(port)
    parts = [_start(command) for command in _commands(port, workers)]
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


def _settle_on(port: int) -> int:
    """Have every part, this one too, take its addresses from the port it is really on; return it."""
    if port != settings().port:
        os.environ[f"{PREFIX}PORT"] = str(port)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own name for it
        install(app, from_environment())
    return port


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


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start one part in a group of its own, so that all of it can be ended."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 - our own commands


def _prepare_demo(port: int) -> None:
    """Fill an empty demo."""
    click.echo("Telling the demo’s story so far, which takes a few seconds.")
    from coordinator.demo import starting  # noqa: PLC0415 - only a demo has it

    starting.prepare(port)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(parts: list[subprocess.Popen[bytes]]) -> None:
    """Ask every part, and what it started, to end; insist after a while."""
    for part in parts:
        _signal(part, signal.SIGTERM)
    for part in parts:
        with suppress(subprocess.TimeoutExpired):
            part.wait(PATIENCE)
        _signal(part, signal.SIGKILL)


def _signal(part: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a part's whole group; that nobody is left in it is fine."""
    with suppress(ProcessLookupError):
        os.killpg(part.pid, number)
