"""This instance as the rest of the code asks for it: its settings and its pace."""

import hashlib
import hmac
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


def peppered(words: str) -> str:
    """Return an HMAC (64 hex digits) by which words are known again here, and found out by nobody without the key."""
    return hmac.new(settings().stop_pepper.encode(), words.encode(), hashlib.sha256).hexdigest()


def install(app: Flask, chosen: Settings) -> None:
    """Tie settings to an application."""
    app.extensions[KEY] = chosen
