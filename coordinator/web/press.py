"""A form that was sent. It has the same mark however often it is sent, and what is shown once is drawn from that.

So a second click, a reload and the back button show the same link or code again, and none is made twice (decision
0036). The mark alone is worth nothing: drawing takes the key of this instance.
"""

import hashlib
import secrets
from datetime import timedelta

from flask import request, session

from coordinator import clock

PRESS = "press"  # session key: the mark of the form this browser sent last, and when
LIFE = timedelta(minutes=10)


def sent() -> str:
    """Return the mark of the form that was just sent, and let this browser keep it."""
    token = request.form.get("csrf_token") or secrets.token_urlsafe()
    mark = hashlib.sha256(token.encode()).hexdigest()
    session[PRESS] = [mark, int(clock.now().timestamp())]
    return mark


def last() -> str:
    """Return the mark of the form this browser sent last; after ten minutes "", from which nothing is drawn."""
    mark, at = session.get(PRESS, ["", 0])
    return str(mark) if clock.now().timestamp() - at < LIFE.total_seconds() else ""
