"""Delivery: take the letter that is due, write it out from its row alone, send it, note it. Any number at once."""

import enum
import logging

from coordinator import clock
from coordinator.database import db
from coordinator.instance import settings
from coordinator.post import headers, lease
from coordinator.post.letters import KINDS
from coordinator.post.mailer import Line
from coordinator.post.message import Stamp, message_id
from coordinator.post.night import decent, is_night
from coordinator.post.outbox import Letter
from coordinator.post.trouble import Busy, NoServer, Refused
from coordinator.post.writing import Written, write

log = logging.getLogger(__name__)


class Step(enum.Enum):
    """How one step went."""

    DONE = "done"
    IDLE = "idle"  # nothing is due
    STUCK = "stuck"  # the mail server cannot be reached


def deliver_due(line: Line | None = None) -> Step:
    """Deliver every letter that is due; says whether it ended because nothing is left."""
    own = line or Line()
    try:
        while (step := deliver_one(own)) is Step.DONE:
            pass
    finally:
        if line is None:
            own.close()
    return step


def deliver_one(line: Line) -> Step:
    """Deliver one letter, or find out that it needs none. Killed at any instant, it loses nothing."""
    if not settings().mails:
        lease.drop_old()
        return Step.IDLE
    letter = lease.claim()
    if letter is None:
        return Step.IDLE
    try:
        return _deliver(letter, line)
    except Exception:  # one letter that cannot be written must not stop all others
        db.session.rollback()
        log.exception("letter %s (%s) could not be written", letter.id, letter.kind)
        _try_again(letter, "writing")
        return Step.DONE


def _deliver(letter: Letter, line: Line) -> Step:
    written = _prepare(letter)
    if written is None:
        return Step.DONE
    try:
        line.send(written, Stamp(_message_id(letter), clock.now()))
    except NoServer as trouble:
        log.warning("the mail server cannot be reached: %s", trouble.code)
        if letter.is_old:
            _give_up(letter, trouble.code)
        else:
            lease.give_back(letter, trouble.code)
        return Step.STUCK
    except Busy as trouble:
        _try_again(letter, trouble.code)
    except (Refused, headers.Unsafe) as refusal:
        log.warning("letter %s (%s) was refused: %s", letter.id, letter.kind, refusal)
        _give_up(letter, str(refusal))
    else:
        lease.sent(letter)
    return Step.DONE


def _prepare(letter: Letter) -> Written | None:
    """Write a letter out; None when it is dropped or has to wait for the morning.

    The links made for it are committed before it leaves, so that a letter which arrives works.
    """
    composed = KINDS[letter.kind].compose(letter)
    if composed is None or "@" not in composed.recipient or composed.is_unwanted:  # an account that is gone has none
        lease.drop(letter)
        return None
    if not composed.is_urgent and is_night(clock.now(), composed.zone):
        lease.hold(letter, decent(clock.now(), composed.zone))
        return None
    written = write(composed)
    db.session.commit()
    return written


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
