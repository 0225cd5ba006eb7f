"""Saying in one line why a command could not be done: for somebody at a shell at two in the morning."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from coordinator.database import db, first_line
from coordinator.upkeep import revisions
from coordinator.upkeep.revisions import NotUsable

OURS = (DataError, IntegrityError)  # mistakes of the program's own, whose trace is wanted
Work = Callable[..., Any]


def say_why(command: click.Command, *, on_tables: bool = False) -> None:
    """Let a command, and every one below it, say what keeps it from being done; some need the tables of this version.

    Such are tables of another version, a database that is away, and a disk that is full.
    """
    below = command.commands.values() if isinstance(command, click.Group) else ()
    for each in below:
        say_why(each, on_tables=on_tables)
    if command.callback is not None:
        command.callback = _saying(command.callback, on_tables=on_tables and not below)


def _saying(work: Work, *, on_tables: bool) -> Work:
    @wraps(work)
    def saying(*given: Any, **named: Any) -> object:
        try:
            if on_tables:
                tables_must_fit()
            return work(*given, **named)
        except NotUsable as reason:
            raise click.ClickException(f"Nothing was done: {reason}") from None
        except OURS:
            raise
        except DBAPIError as trouble:
            said = f"The database cannot be reached or written to ({first_line(trouble)})."
            raise click.ClickException(f"{said} Look further with: flask --app wsgi doctor") from None
        except OSError as trouble:
            raise click.ClickException(f"{trouble.strerror or trouble}: {trouble.filename or 'the network'}") from None

    return with_appcontext(saying)


def tables_must_fit() -> None:
    """Raise `NotUsable` unless the tables are of this version, or were made in another way, as for a test."""
    present = revisions.present()
    if present == revisions.newest() or (present is None and sa.inspect(db.engine).has_table("letter")):
        return
    revisions.must_be_known(present)
    raise NotUsable("the tables are not up to date. Run: flask --app wsgi update")
