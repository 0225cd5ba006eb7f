"""The demo's clock: a shift kept in a file beside the database, so that every process sees the same day."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app

from coordinator import chores
from coordinator.database import db
from coordinator.instance import KEY, settings
from coordinator.post import delivery

UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}
SAID = re.compile(r"\s*\+?\s*(\d{1,3})\s*(hour|day|week|month)s?\s*", re.IGNORECASE)
STEP = timedelta(hours=12)


def shift_of(app: Flask) -> Callable[[], timedelta]:
    """Return what tells by how much this application's clock is ahead."""
    file = _file(app.extensions[KEY].instance)

    def shift() -> timedelta:
        try:
            return timedelta(seconds=float(file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()

    return shift


def read(words: str) -> timedelta:
    """Return the time that "+3 days" means; raises ValueError for anything else."""
    said = SAID.fullmatch(words)
    if said is None or not int(said[1]):
        raise ValueError('Say it like "+1 day", "+3 days" or "+1 month".')
    return int(said[1]) * UNITS[said[2].lower()]


def forward(by: timedelta) -> None:
    """Let time pass in half days, so that the morning after really comes, and deliver what is due in each."""
    while by > timedelta():
        step = min(by, STEP)
        put(current() + step)
        by -= step
        pass_the_hour()


def pass_the_hour() -> None:
    """Do what the worker would do now."""
    chores.tick()
    db.session.commit()
    delivery.deliver_due()


def current() -> timedelta:
    """Return by how much the clock is ahead."""
    return shift_of(current_app)()


def put(shift: timedelta) -> None:
    """Set by how much the clock is ahead."""
    file = _file(settings().instance)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(str(shift.total_seconds()))
    draft.replace(file)


def _file(instance: Path) -> Path:
    return instance / "demo" / "clock"
