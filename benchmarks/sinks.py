"""Mail servers that throw everything away, each in a process of its own, so that no sender shares its time with one.

A slow one flatters us: while it thinks, both senders wait. So the quickest that is here comes first. The last is like
a relay in the next building: two milliseconds away.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.server import ROOT

PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
PATIENCE = 20  # seconds
AWAY = 0.002  # seconds, there and back
SAYS = {b"EHLO": b"250-here\r\n250 PIPELINING", b"DATA": b"354 go on", b"QUIT": b"221 goodbye"}


def sinks() -> dict[str, list[str]]:
    """Return the command of each sink that this machine has, without its port, the quickest first."""
    found = {}
    if postfix := shutil.which("smtp-sink", path=PATH):
        found["smtp-sink, of Postfix, in C"] = [postfix, *(["-u", "nobody"] if os.geteuid() == 0 else [])]
    here = [sys.executable, "-m", "benchmarks.sinks"]
    return found | {"aiosmtpd, in Python": [*here, "aiosmtpd"], "one that is 2 ms away": [*here, "away"]}


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """Run a sink and give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    backlog = ["100"] if "smtp-sink" in command[0] else []
    process = subprocess.Popen([*command, f"127.0.0.1:{port}", *backlog], cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    message = "a mail server did not start"
    raise RuntimeError(message)


class Away(asyncio.Protocol):
    """As little of a mail server as smtplib can talk to; it takes orders one by one or all at once (RFC 2920).

    What it answers arrives `AWAY` seconds after what was said.
    """

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.heard, self.is_letter = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self.transport = transport
        self._say(b"220 here")

    def data_received(self, data: bytes) -> None:
        """Hear it, when it has come all the way and the answer back."""
        asyncio.get_running_loop().call_later(AWAY, self._hear, data)

    def _hear(self, data: bytes) -> None:
        """Answer each order, and the end of each letter."""
        self.heard += data
        while self._step():
            pass

    def _step(self) -> bool:
        end = b"\r\n.\r\n" if self.is_letter else b"\r\n"
        said, found, rest = self.heard.partition(end)
        if not found:
            return False
        self.heard = rest
        order = b"." if self.is_letter else said[:4].upper()
        self.is_letter = order == b"DATA"
        self._say(SAYS.get(order, b"250 fine"))
        if order == b"QUIT":
            self.transport.close()
        return True

    def _say(self, words: bytes) -> None:
        self.transport.write(words + b"\r\n")  # type: ignore[attr-defined]  # asyncio gives a transport that can write


class Taking:
    """What aiosmtpd does with a letter: nothing."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take it."""
        return "250 OK"


async def _serve(name: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    factory = Away if name == "away" else lambda: SMTP(Taking(), loop=loop)
    server = await loop.create_server(factory, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2].rpartition(":")[2])))
