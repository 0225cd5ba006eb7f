"""The command that takes mail in: `flask --app wsgi mail receive`."""

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from coordinator.database import db
from coordinator.inbox import lmtp as door
from coordinator.inbox.bounds import MOST_BYTES
from coordinator.inbox.folders import NoMailbox, empty_imap, empty_maildir
from coordinator.inbox.receiving import receive as take
from coordinator.instance import settings
from coordinator.post.commands import until_stopped

PAUSE = 60  # seconds between two looks into a mailbox
TRY_AGAIN = 75  # EX_TEMPFAIL: a mail server keeps the message and brings it once more

log = logging.getLogger(__name__)


@click.command()
@click.option("--to", multiple=True, envvar="ORIGINAL_RECIPIENT", help="Whom the envelope names; else the headers do.")
@click.option("--lmtp", metavar="WHERE", help="Listen for LMTP at HOST:PORT or a socket's path, until stopped.")
@click.option("--imap", is_flag=True, help="Empty the mailbox of the settings every minute, until stopped.")
@click.option("--maildir", type=click.Path(path_type=Path, file_okay=False), help="Empty a Maildir every minute.")
@click.option("--once", is_flag=True, help="Empty it and end.")
@with_appcontext
def receive(*, to: tuple[str, ...], lmtp: str | None, imap: bool, maildir: Path | None, once: bool) -> None:
    """Take in what calendars answer and what did not arrive; without a way named, one message from standard input."""
    if lmtp:
        _listen(lmtp)
    elif imap or maildir:
        empty = partial(empty_maildir, maildir) if maildir else partial(empty_imap, settings().imap)
        _empty(lambda: empty(_take_one), once=once)
    else:
        _read(to)


def _listen(where: str) -> None:
    """Listen until stopped; what is being taken is finished first."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own name for it
    stopped = until_stopped()
    controller = door.listen(app, where, settings().host)
    click.echo(f"Listening for LMTP at {where}")
    stopped.wait()
    controller.stop()


def _empty(empty: Callable[[], int], *, once: bool) -> None:
    """Empty a mailbox, again and again; one that cannot be reached is tried again."""
    stopped = until_stopped()
    while not stopped.is_set():
        try:
            empty()
        except NoMailbox as trouble:
            if once:
                raise click.ClickException(f"The mailbox cannot be read: {trouble}.") from None
            log.warning("the mailbox cannot be read: %s", trouble)
        if once or stopped.wait(PAUSE):
            return


def _take_one(data: bytes) -> None:
    """Take one message, and let the session go: a mailbox is emptied for days."""
    take(data)
    db.session.remove()


def _read(to: tuple[str, ...]) -> None:
    """Take one message from standard input, all of it, so that the server that brings it is not cut off."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    while sys.stdin.buffer.read(MOST_BYTES):
        pass
    try:
        take(data, to)
    except Exception:
        log.exception("a message could not be taken")
        sys.exit(TRY_AGAIN)
