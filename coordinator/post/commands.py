"""The post's commands: `flask --app wsgi mail …` and `flask --app wsgi purge`."""

import signal
import threading
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from coordinator import retention
from coordinator.instance import settings
from coordinator.post import worker
from coordinator.post.delivery import Step
from coordinator.post.preview import preview
from coordinator.upkeep import metrics

mail = AppGroup("mail", help="Letters: deliver them, look at them.")


def install(app: Flask) -> None:
    """Add the commands to an application."""
    app.cli.add_command(mail)
    app.cli.add_command(purge)


def until_stopped() -> threading.Event:
    """Return what is set when somebody asks this process to end."""
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    return stopped


@mail.command()
@click.option("--once", is_flag=True, help="Deliver what is due and end.")
def deliver(*, once: bool) -> None:
    """Deliver letters as they come due, and do the chores, until stopped."""
    if once:
        if worker.run_once() is Step.STUCK:
            raise click.ClickException("The mail server cannot be reached. Nothing is lost; letters wait for it.")
        return
    stopped = until_stopped()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own name for it
    with metrics.served(app, settings().metrics_port):
        worker.run(app, stopped)


@mail.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def letters(folder: Path | None) -> None:
    """Write a preview of every letter into FOLDER, and print the page that shows them."""
    click.echo(preview(folder or settings().instance / "letters"))


@click.command()
def purge() -> None:
    """Delete what is past its time, now; the worker does it once a day."""
    for name, count in retention.purge().items():
        if count:
            click.echo(f"{count:6} {name}")
