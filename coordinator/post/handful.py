"""A handful of letters in one worker's hands: each is written out from its row alone, sent, and noted.

While the mail server thinks about one letter the next is written. Both meet in one transaction: it notes how the one
went, takes the next up and stores its links. So whatever is killed, one letter at most is between here and there.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice

from coordinator import clock
from coordinator.database import db
from coordinator.instance import settings
from coordinator.links import link
from coordinator.post import headers, lease
from coordinator.post.letters import KINDS
from coordinator.post.mailer import Line
from coordinator.post.message import Stamp, message_id
from coordinator.post.night import decent, is_night
from coordinator.post.outbox import Letter
from coordinator.post.trouble import Busy, NoServer, Refused
from coordinator.post.writing import Written, write

FRESH = 0.1  # seconds; what a letter says was read no longer before it leaves
BRIEF = 2.0  # seconds for a handful, so that who wants to sign in does not wait behind a slow server for long

log = logging.getLogger(__name__)
Note = Callable[[], None]  # something to write down, in the transaction to come


class Handful:
    """Letters that were laid ready, and the one that the mail server thinks about."""

    def __init__(self, letters: list[Letter], line: Line, stopped: Callable[[], bool]) -> None:
        """Take them over, to be let go of once `stopped` says so."""
        self._left = deque(letters)
        self._line, self._stopped = line, stopped
        self._began = time.monotonic()
        self._away: Letter | None = None
        self._read_at = 0.0
        self._known: list[object] = []
        self._ahead = len(letters)  # how many are read together: about as many as can leave while that is fresh
        self._since_read = 0

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
        ready = self._written(letter)
        self._hear()
        if self._is_over:  # a server may have thought for long
            return
        if isinstance(ready, Written):
            self._reach(letter)
        if time.monotonic() - self._read_at > FRESH:
            db.session.commit()
            ready = self._written(letter)
        self._left.popleft()
        self._since_read += 1
        if not isinstance(ready, Written):
            ready()
        elif lease.take_up(letter):
            link.keep(ready.links)
            db.session.commit()
            self._send(letter, ready)
            return
        db.session.commit()

    def _written(self, letter: Letter) -> Written | Note:
        """Write a letter out, as of now, or return what has to be noted instead."""
        try:
            self._read()
            composed = KINDS[letter.kind].compose(letter)
            if composed is None or "@" not in composed.recipient or composed.is_unwanted:
                return lambda: lease.drop(letter)
            if not composed.is_urgent and is_night(clock.now(), composed.zone):
                morning = decent(clock.now(), composed.zone)
                return lambda: lease.hold(letter, morning)
            written = write(composed)
            if settings().receives:
                db.session.commit()  # an address for answers may be new, and no lock waits for a mail server
        except Exception:  # one letter that cannot be written must not stop all others
            db.session.rollback()
            log.exception("letter %s (%s) could not be written", letter.id, letter.kind)
            return lambda: _try_again(letter, "writing")
        return written

    def _read(self) -> None:
        """Read together what the letters that are left will need, unless that was just done."""
        if time.monotonic() - self._read_at <= FRESH:
            return
        if self._known:
            self._ahead = 2 * self._since_read + 1
        db.session.expire_all()
        self._read_at, self._since_read = time.monotonic(), 0
        by_kind = sorted(islice(self._left, self._ahead), key=lambda letter: letter.kind)
        self._known = [
            KINDS[kind].look_up(list(letters))
            for kind, letters in groupby(by_kind, key=lambda letter: letter.kind)
            if kind in KINDS
        ]

    def _reach(self, letter: Letter) -> None:
        """Have a server at hand before a letter is taken up; raises `NoServer`."""
        try:
            self._line.open()
        except NoServer as trouble:
            self._left.popleft()
            _wait_for_server(letter, trouble)
            raise

    def _send(self, letter: Letter, written: Written) -> None:
        """Give a letter to the server, and let it think; raises `NoServer`."""
        try:
            self._line.begin(written, Stamp(_message_id(letter), clock.now()))
        except NoServer as trouble:
            _wait_for_server(letter, trouble)
            raise
        except (Busy, Refused, headers.Unsafe) as trouble:
            _note(letter, trouble)
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
            _note(letter, trouble)
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


def _note(letter: Letter, trouble: Exception) -> None:
    """Note that a letter did not leave, and what becomes of it."""
    if isinstance(trouble, Busy):
        _try_again(letter, trouble.code)
    else:
        log.warning("letter %s (%s) was refused: %s", letter.id, letter.kind, trouble)
        _give_up(letter, str(trouble))


def _wait_for_server(letter: Letter, trouble: NoServer) -> None:
    log.warning("the mail server cannot be reached: %s", trouble.code)
    if letter.is_old:
        _give_up(letter, trouble.code)
    else:
        lease.give_back(letter, trouble.code)


def _try_again(letter: Letter, trouble: str) -> None:
    """Put a letter off, or give it up when it has been due for two days."""
    if letter.is_old:
        _give_up(letter, trouble)
    else:
        lease.put_off(letter, trouble)


def _give_up(letter: Letter, trouble: str) -> None:
    """Give a letter up and let its kind take note, in one transaction."""
    if letter.kind in KINDS:
        KINDS[letter.kind].gave_up(letter)
    lease.fail(letter, trouble)


def _message_id(letter: Letter) -> str:
    """Return the Message-ID: the same each time this letter is tried.

    The row's number is not in it: two letters to Sam would tell how many others had to be written in between (R3).
    """
    return message_id(f"{letter.kind}:{letter.subject}:{letter.reason}")
