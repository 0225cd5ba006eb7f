"""The operator's commands for looking after an instance: the doctor, copies, the way back, moving, updating."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from wtforms import ValidationError

from coordinator.contact import normal_address
from coordinator.post import trial
from coordinator.upkeep import copies, going_back, moving, updating
from coordinator.upkeep import doctor as surgery
from coordinator.upkeep.finding import Finding
from coordinator.upkeep.going_back import Since


def install(app: Flask) -> None:
    """Add the commands to an application."""
    for command in (doctor, backup, restore, move, update):
        app.cli.add_command(command)


@click.group(cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def doctor(context: click.Context) -> None:
    """Look at every part of this instance; the exit status is 1 where one needs something."""
    if context.invoked_subcommand:
        return
    findings = []
    for finding in surgery.examine():
        click.echo(finding)
        findings.append(finding)
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


@doctor.command("mail")
@click.argument("email")
def doctor_mail(email: str) -> None:
    """Try the mail server step by step, and send one test letter to EMAIL."""
    try:
        address = normal_address(email)
    except ValidationError as odd:
        raise click.ClickException(str(odd)) from None
    try:
        for part, said in trial.steps(address):
            click.echo(Finding(part, said))
    except trial.Fault as fault:
        click.echo(Finding("Mail", fault.said, fault.fix))
        raise SystemExit(1) from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the database into FILE, which must not be there yet, while the site runs; then read the copy."""
    copy = copies.make(file.absolute())
    click.echo(f"{file}: {copy.rows} rows in {len(copy.sums)} tables, read again and whole.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--since",
    type=click.Choice([each.value for each in Since]),
    required=True,
    help="The time since the copy: in the database that is HERE, NOTHING happened, or it is LOST.",
)
@with_appcontext
def restore(file: Path, since: str) -> None:
    """Put the copy in FILE in the place of the database; who left since stays left. Stop both processes first."""
    copy = going_back.restore(file.absolute(), Since(since))
    click.echo(f"The copy of {copy.at:%Y-%m-%d %H:%M} UTC is in place, brought to this version and purged.")


@click.command()
@click.argument("address")
@with_appcontext
def move(address: str) -> None:
    """Move everything into the empty database at ADDRESS and compare it. Stop both processes first."""
    there = moving.move(address)
    for name, each in there.items():
        click.echo(f"{each.rows:8} {name}")
    click.echo("Everything is there. Now set COORDINATOR_DATABASE_URL, and delete the old database.")


@click.command()
@with_appcontext
def update() -> None:
    """Bring the tables to this version, after a copy of what is there."""
    made = updating.update()
    if made:
        click.echo(f"Before the tables were changed, everything was copied to {made}.")
