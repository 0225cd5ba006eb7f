"""The delivery worker: letters as they come due, chores once a minute, for as long as nobody stops it."""

import faulthandler
import logging
import sys
import threading
from datetime import datetime, timedelta

from flask import Flask

from coordinator import chores, clock
from coordinator.post.delivery import Step, deliver_due, deliver_some
from coordinator.post.mailer import Line

CHORES = timedelta(minutes=1)
PAUSES = {Step.DONE: 0.0, Step.IDLE: 1.0, Step.STUCK: 15.0}  # seconds
PATIENCE = 60  # idle passes after which the connection is given back
HANGS = 900  # seconds for one pass, more than any time-outs in it come to; then the worker ends, to be started anew

log = logging.getLogger(__name__)


def run_once() -> Step:
    """Do the chores, deliver what is due, and end."""
    chores.tick()
    return deliver_due()


def run(app: Flask, stopped: threading.Event) -> None:
    """Work until `stopped` is set; the letter in hand is finished first. A database that is away is waited for.

    A pass that hangs ends the process and says where, so that one letter cannot keep all others for ever.
    """
    line, did_chores, idle = Line(), None, 0
    while not stopped.is_set():
        faulthandler.dump_traceback_later(HANGS, exit=True, file=sys.__stderr__ or sys.stderr)
        try:
            with app.app_context():
                did_chores = _chores(did_chores)
                step = deliver_some(line, stopped.is_set)
        except Exception:
            log.exception("the worker stumbled and goes on")
            step = Step.STUCK
        idle = idle + 1 if step is Step.IDLE else 0
        if idle == PATIENCE:
            line.close()
        stopped.wait(PAUSES[step])
    faulthandler.cancel_dump_traceback_later()
    line.close()


def _chores(last: datetime | None) -> datetime:
    """Do the chores once a minute; a clock that was moved, as in a demo, counts as a minute."""
    now = clock.now()
    if last is not None and timedelta() <= now - last < CHORES:
        return last
    chores.tick()
    return now
