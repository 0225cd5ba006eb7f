"""A handful of letters in one worker's hands: each is sent, and noted.

One transaction notes how one went, takes the next up and stores its links. So whatever is killed, one letter at most is
between here and there.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coordinator.database import db
from coordinator.links import link
from coordinator.post import lease, outcome
from coordinator.post.desk import Desk
from coordinator.post.mailer import Line
from coordinator.post.message import Sealed
from coordinator.post.outbox import Letter
from coordinator.post.trouble import Busy, NoServer, Refused

BRIEF = 2.0  # seconds for a handful, so that who wants to sign in does not wait behind a slow server for long


class Handful:
    """Letters that were laid ready, and the one that the mail server thinks about."""

    def __init__(self, letters: list[Letter], line: Line, stopped: Callable[[], bool]) -> None:
        """Take them over, to be let go of once `stopped` says so."""
        self._left = deque(letters)
        self._desk = Desk(self._left)
        self._line, self._stopped = line, stopped
        self._began = time.monotonic()
        self._away: Letter | None = None

    def deliver(self) -> None:
        """Deliver one after the other and lay back what there is no time for; raises `NoServer`."""
        with _remembering():
            try:
                while self._left and not self._is_over:
                    self._deliver(self._left[0])
            finally:
                self._hear()
                lease.lay_back(self._left)
                db.session.commit()

    @property
    def _is_over(self) -> bool:
        return self._stopped() or time.monotonic() - self._began > BRIEF

    def _deliver(self, letter: Letter) -> None:
        """Deliver one letter, or find out that it needs none."""
        ready = self._desk.ready(letter)  # while the server thinks about the one before
        self._hear()
        if self._is_over:  # a server may have thought for long
            return
        if isinstance(ready, Sealed):
            self._reach(letter)
        if self._desk.is_stale:
            db.session.commit()
            ready = self._desk.ready(letter)
        self._left.popleft()
        if not isinstance(ready, Sealed):
            ready()
        elif lease.take_up(letter):
            link.keep(ready.written.links)
            db.session.commit()
            self._send(letter, ready)
            return
        db.session.commit()

    def _reach(self, letter: Letter) -> None:
        """Have a server at hand before a letter is taken up; raises `NoServer`."""
        try:
            self._line.open()
        except NoServer as trouble:
            self._left.popleft()
            outcome.wait_for_server(letter, trouble)
            raise

    def _send(self, letter: Letter, sealed: Sealed) -> None:
        """Give a letter to the server, and let it think; raises `NoServer`."""
        try:
            self._line.begin(sealed)
        except NoServer as trouble:
            outcome.wait_for_server(letter, trouble)
            raise
        except (Busy, Refused) as trouble:
            outcome.note(letter, trouble)
        else:
            self._away = letter

    def _hear(self) -> None:
        """Hear what the server says to the letter it has, and note that in the transaction to come."""
        letter, self._away = self._away, None
        if letter is None:
            return
        try:
            self._line.end()
        except (Busy, Refused) as trouble:
            outcome.note(letter, trouble)
        else:
            lease.sent(letter)


@contextmanager
def _remembering() -> Iterator[None]:
    """Keep what was read together through the commits after it, and read everything anew afterwards."""
    session = db.session()
    session.expire_on_commit = False
    try:
        yield
    finally:
        session.expire_on_commit = True
        session.expire_all()
