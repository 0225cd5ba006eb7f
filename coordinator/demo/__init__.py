"""The demo world: anybody can step into anyone's shoes. Without demo mode nothing here is even imported."""

import logging

from flask import Flask

from coordinator import clock
from coordinator.demo import commands, moving, views


def install(app: Flask) -> None:
    """Add the demo's pages, commands and movable clock."""
    logging.getLogger("coordinator").setLevel(logging.WARNING)  # somebody looks at this terminal
    clock.shift_by(app, moving.shift_of(app))
    app.register_blueprint(views.bp)
    app.cli.add_command(commands.demo)
