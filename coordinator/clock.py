"""The one source of the present moment, so that a demo can move it and a test can freeze it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, has_app_context

_SHIFT = "clock_shift"


def now() -> datetime:
    """Return the present as an aware UTC datetime."""
    return machine_time() + _shift()


def machine_time() -> datetime:
    """Return the machine's own time, whatever a demo made of it."""
    return datetime.now(UTC)


def today(zone: str) -> datetime:
    """Return the present in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone))


def shift_by(app: Flask, source: Callable[[], timedelta]) -> None:
    """Move this application's clock by what `source` says at each look; only the demo does."""
    app.extensions[_SHIFT] = source


def _shift() -> timedelta:
    source = current_app.extensions.get(_SHIFT) if has_app_context() else None
    return cast("Callable[[], timedelta]", source)() if source else timedelta()
