"""The demo from the shell: `flask --app wsgi demo [--reset] [--json]`, `… demo clock "+3 days"`."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from coordinator import clock
from coordinator.demo import mailbox, moving, people, starting, world


@click.group(cls=AppGroup, invoke_without_command=True)
@click.option("--reset", is_flag=True, help="Begin the story anew.")
@click.option("--json", "as_json", is_flag=True, help="Print everybody's addresses for a program.")
@click.pass_context
@with_appcontext
def demo(context: click.Context, *, reset: bool, as_json: bool) -> None:
    """Fill an empty demo and print everybody's way in."""
    if context.invoked_subcommand:
        return
    if reset:
        starting.reset()
    elif world.is_empty():
        starting.fill()
    report = people.report()
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    click.echo(f"{report['base_url']}  (it is {clock.now():%A %d %B %Y, %H:%M} UTC there)")
    click.echo(f"{report['mailbox']}\n")
    for person in people.everybody():
        click.echo(f"{person.name}, {person.role}")
        for way, address in report["people"][person.key].items():  # type: ignore[index]
            click.echo(f"  {way:<10}  {address}")


@demo.command("clock")
@click.argument("by")
def move(by: str) -> None:
    """Let time pass, like "+1 day", "+3 days" or "+1 month", and deliver what is due."""
    try:
        with mailbox.open_if_closed():
            moving.forward(moving.read(by))
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"It is {clock.now():%A %d %B %Y, %H:%M} UTC now.")


@demo.command("post-office")
def post_office() -> None:
    """Run the demo's mail server, as `serve` does by itself."""
    mailbox.keep_open()
