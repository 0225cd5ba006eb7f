"""The operator's commands: `flask --app wsgi …`."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the commands to an application."""
