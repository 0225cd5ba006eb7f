"""The operator's commands: `flask --app wsgi …`."""

import click
from flask import Flask

from coordinator import serving
from coordinator.accounts import sign_in
from coordinator.accounts.account import Account, by_email
from coordinator.contact import normal_address
from coordinator.database import db
from coordinator.instance import settings
from coordinator.post import commands as post
from coordinator.post.outbox import owe


def install(app: Flask) -> None:
    """Add the commands to an application."""
    app.cli.add_command(invite)
    app.cli.add_command(operator)
    app.cli.add_command(serve)
    post.install(app)


@click.command()
@click.argument("email")
@click.option("--name", default="", help="What friends call them; they can change it.")
def invite(email: str, name: str) -> None:
    """Invite an organiser: print a link to sign in and, where the site mails, mail it too."""
    account = _account(email, name)
    if account.is_operator:
        raise click.ClickException("An operator cannot own a plan. Use another address.")
    account.may_organise = True
    _hand_link(account)
    if settings().mails:
        owe("invite_organiser", f"account:{account.id}", reason=f"{account.created_at:%Y-%m-%d}")
        click.echo("The same is on its way by mail.", err=True)
    db.session.commit()


@click.command()
@click.argument("email")
@click.option("--name", default="", help="Your name.")
def operator(email: str, name: str) -> None:
    """Make an operator's account and print a link to sign in."""
    account = _account(email, name)
    if account.may_organise:
        raise click.ClickException("An organiser cannot be the operator. Use another address.")
    account.is_operator = True
    _hand_link(account)
    db.session.commit()


@click.command()
@click.option("--port", type=int, envvar="PORT", default=5000, show_default=True)
@click.option("--workers", type=int, default=1, show_default=True)
def serve(port: int, workers: int) -> None:
    """Migrate, then run the web server and the delivery of letters until stopped."""
    raise SystemExit(serving.run(port, workers))


def _account(email: str, name: str) -> Account:
    """Return the account of an address, made now if there is none."""
    try:
        address = normal_address(email)
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None
    account = by_email(address)
    if account is None:
        account = Account(email=address, name=name, language=settings().language, zone=settings().time_zone)
        db.session.add(account)
        db.session.flush()
    account.name = name or account.name
    return account


def _hand_link(account: Account) -> None:
    """Print a link that signs somebody in, to be handed on; it works once, for seven days."""
    click.echo(sign_in.link(sign_in.hand(account, next_path="")))
