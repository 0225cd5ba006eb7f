"""The operator's commands for looking after an instance: `flask --app wsgi doctor` and those for copies."""

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from wtforms import ValidationError

from coordinator.contact import normal_address
from coordinator.post import trial
from coordinator.upkeep import doctor as surgery
from coordinator.upkeep.finding import Finding


def install(app: Flask) -> None:
    """Add the commands to an application."""
    app.cli.add_command(doctor)


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
