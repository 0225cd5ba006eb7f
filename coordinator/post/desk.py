"""The desk: the letters that leave next, read together and written out to the last byte, each from its row alone.

Written in a row they cost half of what each costs between two commits, when a processor has forgotten how.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import groupby, islice

from coordinator import clock
from coordinator.database import db
from coordinator.instance import settings
from coordinator.post import headers, lease, outcome
from coordinator.post.letters import KINDS
from coordinator.post.message import Sealed, Stamp, message_id, seal
from coordinator.post.night import decent, is_night
from coordinator.post.outbox import Letter
from coordinator.post.trouble import Refused
from coordinator.post.writing import write

FRESH = 0.1  # seconds; what a letter says was read no longer before it leaves
AHEAD = 32  # letters at most that are written out together; what does not leave while it is fresh is written again

log = logging.getLogger(__name__)
Note = Callable[[], None]  # something to write down, in the transaction to come


class Desk:
    """The first of the letters that are left, written out as of a moment ago."""

    def __init__(self, left: deque[Letter]) -> None:
        """Begin with nothing written; the letters are taken from the left by whoever sends them."""
        self._left = left
        self._ready: dict[int, Sealed | Note] = {}
        self._known: list[object] = []  # what was read together stays at hand
        self._ahead = AHEAD
        self._read_at = 0.0
        self._had = 0

    @property
    def is_stale(self) -> bool:
        """Say whether what lies here was read too long ago to leave."""
        return time.monotonic() - self._read_at > FRESH

    def ready(self, letter: Letter) -> Sealed | Note:
        """Return a letter as of now, or what has to be noted instead."""
        if self.is_stale or letter.id not in self._ready:
            self._write_out()
        return self._ready[letter.id]

    def _write_out(self) -> None:
        """Write out about as many as can leave while they are fresh: last time's, if some did not, else more."""
        left_since = self._had - len(self._left)
        self._ahead = max(left_since, 1) if self._ready and self.is_stale else min(2 * self._ahead, AHEAD)
        self._had, self._read_at = len(self._left), time.monotonic()
        letters = list(islice(self._left, self._ahead))
        self._look_up(letters)
        self._ready = {letter.id: _written(letter) for letter in letters}

    def _look_up(self, letters: list[Letter]) -> None:
        """Read together what these letters need."""
        db.session.expire_all()
        by_kind = sorted(letters, key=lambda letter: letter.kind)
        self._known = [
            KINDS[kind].look_up(list(alike))
            for kind, alike in groupby(by_kind, key=lambda letter: letter.kind)
            if kind in KINDS
        ]


def _written(letter: Letter) -> Sealed | Note:
    """Write a letter out to its last byte, or return what has to be noted instead."""
    try:
        composed = KINDS[letter.kind].compose(letter)
        if composed is None or "@" not in composed.recipient or composed.is_unwanted:
            return lambda: lease.drop(letter)
        if not composed.is_urgent and is_night(clock.now(), composed.zone):
            morning = decent(clock.now(), composed.zone)
            return lambda: lease.hold(letter, morning)
        sealed = seal(write(composed), Stamp(_message_id(letter), clock.now()))
        if settings().receives:
            db.session.commit()  # an address for answers may be new, and no lock waits for a mail server
    except (Refused, headers.Unsafe) as trouble:
        return partial(outcome.note, letter, trouble)
    except Exception:  # one letter that cannot be written must not stop all others
        db.session.rollback()
        log.exception("letter %s (%s) could not be written", letter.id, letter.kind)
        return lambda: outcome.try_again(letter, "writing")
    return sealed


def _message_id(letter: Letter) -> str:
    """Return the Message-ID: the same each time this letter is tried.

    The row's number is not in it: two letters to Sam would tell how many others had to be written in between (R3).
    """
    return message_id(f"{letter.kind}:{letter.subject}:{letter.reason}")
