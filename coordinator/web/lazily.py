"""Purging lazily: where the worker stands still, what is past its time goes all the same (product.md §7)."""

import logging
from datetime import datetime, timedelta

from flask import Flask, Response, request

from coordinator import chores, clock
from coordinator.database import db

EVERY = timedelta(hours=1)  # how often a process looks

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Look once an hour, after a request that writes anyway, whether the purge is late; do it once that is answered."""
    looked: list[datetime] = []

    def afterwards(response: Response) -> Response:
        if request.method == "POST" and not (looked and clock.now() - looked[-1] < EVERY):
            looked[:] = [clock.now()]
            response.call_on_close(lambda: _purge_if_late(app))
        return response

    app.after_request(afterwards)


def _purge_if_late(app: Flask) -> None:
    """Purge if nobody has for a day and a half; whoever sent the request has had the answer and waits for nothing."""
    with app.app_context():
        try:
            before = chores.last(chores.PURGE)
            if before is None or clock.now() - before > chores.OVERDUE:
                chores.purge_daily()
                db.session.commit()
        except Exception:
            log.exception("what is past its time could not be deleted")
