"""What becomes of a letter that did not leave: it is tried again, or given up."""

import logging

from coordinator.post import headers, lease
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter
from coordinator.post.trouble import Busy, NoServer, Refused

log = logging.getLogger(__name__)
ITS_OWN = (Busy, Refused, headers.Unsafe)  # troubles that are about one letter


def note(letter: Letter, trouble: Exception) -> None:
    """Note a trouble that is about a letter itself."""
    if isinstance(trouble, Busy):
        try_again(letter, trouble.code)
    else:
        log.warning("letter %s (%s) was refused: %s", letter.id, letter.kind, trouble)
        _give_up(letter, str(trouble))


def wait_for_server(letter: Letter, trouble: NoServer) -> None:
    """Note that there is nobody to take it, which is not about the letter."""
    log.warning("the mail server cannot be reached: %s", trouble.code)
    if letter.is_old:
        _give_up(letter, trouble.code)
    else:
        lease.give_back(letter, trouble.code)


def try_again(letter: Letter, trouble: str) -> None:
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
