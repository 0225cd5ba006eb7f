"""Delivery: handfuls of letters that are due, until none is left. Any number of workers at once."""

import enum
from collections.abc import Callable

from coordinator.instance import settings
from coordinator.post import lease
from coordinator.post.handful import Handful
from coordinator.post.mailer import Line
from coordinator.post.trouble import NoServer


class Step(enum.Enum):
    """How one step went."""

    DONE = "done"
    IDLE = "idle"  # nothing is due
    STUCK = "stuck"  # the mail server cannot be reached


def deliver_due(line: Line | None = None) -> Step:
    """Deliver every letter that is due; says whether it ended because nothing is left."""
    own = line or Line()
    try:
        while (step := deliver_some(own)) is Step.DONE:
            pass
    finally:
        if line is None:
            own.close()
    return step


def deliver_some(line: Line, stopped: Callable[[], bool] = lambda: False) -> Step:
    """Deliver a handful of letters, or fewer once it is stopped. Killed at any instant, it loses nothing."""
    if not settings().mails:
        lease.drop_old()
        return Step.IDLE
    letters = lease.claim()
    if not letters:
        return Step.IDLE
    try:
        Handful(letters, line, stopped).deliver()
    except NoServer:
        return Step.STUCK
    return Step.DONE
