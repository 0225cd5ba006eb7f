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

from coordinator.inbox.bounds import MOST_BYTES
from coordinator.settings import Imap

AT_ONCE = 500  # messages; the rest is taken the next time
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
Take = Callable[[bytes], object]


class NoMailbox(Exception):
    """A mailbox cannot be reached, or will not be read; `str` says why, without a word of the server's."""


def empty_imap(account: Imap, take: Take) -> int:
    """Take every message out of a mailbox and return how many there were; raises `NoMailbox`."""
    with _opened(account) as box:
        _state, found = box.uid("SEARCH", "UNDELETED")
        numbers = (found[0] or b"").split()[:AT_ONCE]
        for number in (each.decode() for each in numbers):
            data = _fetched(box, number)
            if data is not None:
                take(data)
            box.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)")
        if numbers:
            box.expunge()
        return len(numbers)


def empty_maildir(folder: Path, take: Take) -> int:
    """Take every message out of a Maildir and return how many there were; raises `NoMailbox`."""
    try:
        box = mailbox.Maildir(folder, create=False)
    except mailbox.Error as trouble:
        raise NoMailbox(type(trouble).__name__) from None
    keys = box.keys()[:AT_ONCE]
    for key in keys:
        with suppress(KeyError):  # another process was quicker
            with box.get_file(key) as file:
                data = file.read(MOST_BYTES + 1)
            take(data)
            box.remove(key)
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
        with box:
            if account.security == "starttls":
                box.starttls(ssl_context=secure)
            box.login(account.user, account.password)
            state, _said = box.select(account.folder)
            if state != "OK":
                raise NoMailbox("no such folder")
            yield box
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise NoMailbox(type(trouble).__name__) from None


def _fetched(box: imaplib.IMAP4, number: str) -> bytes | None:
    """Return a message as it is, None for one that is too big to be fetched."""
    _state, said = box.uid("FETCH", number, "(RFC822.SIZE)")
    size = SIZE.search(b" ".join(each for each in said if isinstance(each, bytes)))
    if size is None or int(size[1]) > MOST_BYTES:
        return None
    _state, parts = box.uid("FETCH", number, "(BODY.PEEK[])")
    return next((each[1] for each in parts if isinstance(each, tuple)), None)
