"""A real mail program that answers invitations by itself: aerc, in a terminal of its own with a mailbox in a folder."""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = shutil.which("aerc")
PATIENCE = 20  # seconds for each step
SIZE = struct.pack("HHHH", 40, 120, 0, 0)  # rows, columns
CONFIGURATION = """
[compose]
editor=/bin/true
"""
ACCOUNT = """
[kim]
source=maildir://{folder}/mail
outgoing={folder}/send
default=INBOX
from=Kim <kim@posteo.example>
"""
SEND = """#!/bin/sh
cat > "{folder}/sending" && mv "{folder}/sending" "{folder}/sent"
"""


def answer(folder: Path, letter: bytes, command: str) -> bytes:
    """Let it `accept`, `decline` or `accept-tentative` a letter, and return what it hands to its mail server."""
    _furnish(folder, letter)
    with _terminal(folder) as screen:
        _wait(screen, b"via Common", folder)  # its sender: the letter is in the list, and selected
        os.write(screen, f":{command}\r".encode())
        _wait(screen, b"Send this email", folder)
        os.write(screen, b"y")
        _wait(screen, b"", folder)
    return (folder / "sent").read_bytes()


def _furnish(folder: Path, letter: bytes) -> None:
    """Put a letter into its mailbox, and its settings where it looks for them."""
    for name in ("cur", "new", "tmp"):
        (folder / "mail" / "INBOX" / name).mkdir(parents=True)
    (folder / "mail" / "INBOX" / "cur" / "1.letter:2,").write_bytes(letter)
    own = folder / "config" / "aerc"
    own.mkdir(parents=True)
    (own / "aerc.conf").write_text(CONFIGURATION)
    (own / "accounts.conf").touch(mode=0o600)
    (own / "accounts.conf").write_text(ACCOUNT.format(folder=folder))
    (folder / "send").write_text(SEND.format(folder=folder))
    (folder / "send").chmod(0o755)


@contextmanager
def _terminal(folder: Path) -> Iterator[int]:
    """Run it in a terminal and return the end at which a person would sit."""
    screen, inside = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, SIZE)
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_RUNTIME_DIR": str(folder)}
    process = subprocess.Popen(  # noqa: S603 - programs of the machine
        [str(shutil.which("setsid")), "--ctty", "--wait", str(PROGRAM)],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env={"PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"} | own,
    )
    os.close(inside)
    try:
        yield screen
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        os.close(screen)


def _wait(screen: int, words: bytes, folder: Path) -> None:
    """Read the screen until it shows some words; none stand for a letter that has left."""
    seen, until = b"", time.monotonic() + PATIENCE
    while not (words in seen if words else (folder / "sent").exists()):
        if time.monotonic() > until:
            raise TimeoutError(words, seen[-2000:])
        if select.select([screen], [], [], 0.1)[0]:
            seen += os.read(screen, 65536)
