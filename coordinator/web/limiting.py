"""What one page, link or account may send in an hour: counted for all workers together (coordinator/limits.py)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import request

from coordinator.database import db
from coordinator.errors import TooOften
from coordinator.extensions import limiter
from coordinator.limits import spend

HOUR = timedelta(hours=1)
View = Callable[..., Any]


def an_hour(most: int, whose: Callable[[], str]) -> Callable[[View], View]:
    """Let a view be sent to so often in an hour; a try is counted before anything of it is read."""

    def limited(view: View) -> View:
        @wraps(view)
        def inner(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the view gives
            if request.method == "POST" and limiter.enabled:
                until = spend(view.__name__, whose(), most=most, within=HOUR)
                if until:
                    raise TooOften(until=until)
                db.session.commit()
            return view(*args, **kwargs)

        return inner

    return limited
