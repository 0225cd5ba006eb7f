"""The operator's commands: `flask --app wsgi …`."""

from collections.abc import Callable

import click
from flask import Flask
from flask.cli import with_appcontext

from coordinator import schema, serving  # noqa: F401 - every table is mapped before a statement names one
from coordinator.accounts import inviting
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.inbox import commands as inbox
from coordinator.post import commands as post
from coordinator.upkeep import commands as upkeep
from coordinator.upkeep.saying import say_why


def install(app: Flask) -> None:
    """Add the commands to an application."""
    app.cli.add_command(invite)
    app.cli.add_command(operator)
    app.cli.add_command(link)
    app.cli.add_command(serve)
    post.install(app)
    post.mail.add_command(inbox.receive)
    upkeep.install(app)
    for command in (invite, operator, link, post.deliver, inbox.receive, post.purge):
        say_why(command, on_tables=True)
    for command in (serve, post.letters, upkeep.doctor, upkeep.backup, upkeep.restore, upkeep.move, upkeep.update):
        say_why(command)


@click.command()
@click.argument("email")
@click.option("--name", default="", help="What friends call them; they can change it.")
@with_appcontext
def invite(email: str, name: str) -> None:
    """Invite an organiser: print a link to sign in and, where the site mails, mail it too."""
    _hand(lambda: inviting.invite(email, name))


@click.command()
@click.argument("email")
@click.option("--name", default="", help="Your name.")
@with_appcontext
def operator(email: str, name: str) -> None:
    """Make an operator's account and print a link to sign in."""
    _hand(lambda: inviting.make_operator(email, name))


@click.command()
@click.argument("email")
@with_appcontext
def link(email: str) -> None:
    """Print a link to sign in for somebody who has an account and lost the way to it."""
    _hand(lambda: inviting.let_in(email))


@click.command()
@click.option("--port", type=int, help="Where to listen, if not where the settings say.")
@click.option("--workers", type=int, default=1, show_default=True)
@with_appcontext
def serve(port: int | None, workers: int) -> None:
    """Migrate, then run the web server and the delivery of letters until stopped."""
    raise SystemExit(serving.run(port, workers))


def _hand(make: Callable[[], str]) -> None:
    """Print a link that signs somebody in once, within seven days, to be handed on."""
    try:
        click.echo(make())
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None
    except NotPossible as refused:
        raise click.ClickException(str(refused.sentence)) from None
    db.session.commit()
