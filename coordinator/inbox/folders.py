"""The ways in that wait to be emptied: a mailbox over IMAP (RFC 9051), and a Maildir.

Each belongs to the site alone: a message is deleted once its effect is kept, whatever it was.
"""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from coordinator.inbox.bounds import MOST_BYTES
from coordinator.settings import Imap

BLOCK = 100  # messages deleted together; after a sudden end no more than these are brought once more
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
Take = Callable[[bytes], object]


class NoMailbox(Exception):
    """A mailbox cannot be reached, or will not be read; `str` says why, without a word of the server's."""


def empty_imap(account: Imap, take: Take) -> int:
    """Take every message out of a mailbox and return how many there were; raises `NoMailbox`."""
    with _opened(account) as box:
        found = _done(box.uid("SEARCH", "UNDELETED"))
        numbers = (found[0] or b"").decode().split()
        for start in range(0, len(numbers), BLOCK):
            block = numbers[start : start + BLOCK]
            for number in block:
                data = _fetched(box, number)
                if data is not None:
                    take(data)
            _done(box.uid("STORE", ",".join(block), "+FLAGS.SILENT", r"(\Deleted)"))
            _done(box.expunge())
        return len(numbers)


def empty_maildir(folder: Path, take: Take) -> int:
    """Take every message out of a Maildir and return how many there were; raises `NoMailbox`."""
    try:
        box = mailbox.Maildir(folder, create=False)
    except mailbox.Error as trouble:
        raise NoMailbox(type(trouble).__name__) from None
    keys = box.keys()
    for key in keys:
        data = _lying_in(box, key)
        if data is not None:
            take(data)
            box.discard(key)
    return len(keys)


@contextmanager
def _opened(account: Imap) -> Iterator[imaplib.IMAP4]:
    """Sign in and open the folder; whatever goes wrong until it is closed is one kind of trouble."""
    secure = ssl.create_default_context()
    try:
        box = (
            imaplib.IMAP4_SSL(account.host, account.port, ssl_context=secure, timeout=account.timeout)
            if account.security == "tls"
            else imaplib.IMAP4(account.host, account.port, timeout=account.timeout)
        )
        try:
            if account.security == "starttls":
                box.starttls(ssl_context=secure)
            box.login(account.user, account.password)
            _done(box.select(account.folder))
            yield box
        finally:
            _leave(box)
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise NoMailbox(type(trouble).__name__) from None


def _leave(box: imaplib.IMAP4) -> None:
    """Say goodbye and hang up; a line that is dead already is no news beside what it died of."""
    with suppress(OSError, imaplib.IMAP4.error):
        box.logout()
    with suppress(OSError):
        box.shutdown()


def _fetched(box: imaplib.IMAP4, number: str) -> bytes | None:
    """Return a message as it is, None for one that is too big to be fetched, or that somebody else took meanwhile."""
    said = _done(box.uid("FETCH", number, "(RFC822.SIZE)"))
    size = SIZE.search(b" ".join(each for each in said if isinstance(each, bytes)))
    if size is None or int(size[1]) > MOST_BYTES:
        return None
    parts = _done(box.uid("FETCH", number, "(BODY.PEEK[])"))
    data = next((each[1] for each in parts if isinstance(each, tuple)), None)
    if data is None:
        raise NoMailbox("a message that is there is not given out")
    return bytes(data)


def _lying_in(box: mailbox.Maildir, key: str) -> bytes | None:
    """Return the beginning of a message, more than is ever looked at; None where another process was quicker."""
    try:
        with box.get_file(key) as file:
            return bytes(file.read(MOST_BYTES + 1))
    except (KeyError, FileNotFoundError):
        return None


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    """Return what a server said to a command; one that it would not do must not cost a message."""
    state, said = answer
    if state != "OK":
        raise NoMailbox("a command is refused")
    return said
