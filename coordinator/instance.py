"""This instance as the rest of the code asks for it: its settings and its pace."""

from typing import cast

from flask import Flask, current_app

from coordinator.pace import Pace
from coordinator.settings import Settings

KEY = "coordinator_settings"


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions[KEY])


def pace() -> Pace:
    """Return the pacing table of the running application."""
    return settings().pace


def install(app: Flask, chosen: Settings) -> None:
    """Tie settings to an application."""
    app.extensions[KEY] = chosen
