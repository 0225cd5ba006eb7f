"""A small client: kept connections, one request at a time on each, as many as go in a while."""

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 30  # seconds for one answer
CHUNK = 1 << 18
BODILESS = {204, 304}


@dataclass
class Connection:
    """One kept connection and what it asks for, over and over."""

    port: int
    requests: Iterator[bytes]
    line: socket.socket = field(init=False)
    sent_at: float = 0.0
    seen: bytes = b""

    def __post_init__(self) -> None:
        """Connect."""
        self.line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        """Send the next request."""
        self.seen, self.sent_at = b"", time.perf_counter()
        self.line.sendall(next(self.requests))

    def take(self) -> int:
        """Take what came; return the status once the answer is whole, else 0."""
        came = self.line.recv(CHUNK)
        if not came:
            message = "the server closed a kept connection"
            raise ConnectionError(message)
        self.seen += came
        head, found, body = self.seen.partition(b"\r\n\r\n")
        if not found:
            return 0
        status = int(head[9:12])
        length = LENGTH.search(head)
        wanted = int(length[1]) if length and status not in BODILESS else 0
        return status if len(body) >= wanted else 0


@dataclass(frozen=True)
class Load:
    """What came of asking for a while."""

    seconds: float
    waits: list[float]  # seconds, sorted

    @property
    def rate(self) -> float:
        """Return how many requests were answered in a second."""
        return len(self.waits) / self.seconds

    def within(self, share: float) -> float:
        """Return the milliseconds within which a share of the requests was answered."""
        return 1000 * self.waits[min(int(share * len(self.waits)), len(self.waits) - 1)]


def run(connections: list[Connection], seconds: float, status: int) -> Load:
    """Keep every connection busy for a while; any other status than the expected one ends it."""
    waits: list[float] = []
    began = time.perf_counter()
    with selectors.DefaultSelector() as ready:
        for each in connections:
            ready.register(each.line, selectors.EVENT_READ, each)
            each.ask()
        busy = len(connections)
        while busy:
            for key, _events in ready.select(PATIENCE):
                busy -= _step(key.data, waits, began + seconds, status)
    return Load(time.perf_counter() - began, sorted(waits))


def _step(connection: Connection, waits: list[float], until: float, status: int) -> bool:
    """Take what came on a connection and ask again; says whether it has come to rest."""
    got = connection.take()
    if not got:
        return False
    if got != status:
        message = f"{got} instead of {status}:\n{connection.seen.decode(errors='replace')[:2000]}"
        raise ConnectionError(message)
    now = time.perf_counter()
    waits.append(now - connection.sent_at)
    if now >= until:
        return True
    connection.ask()
    return False
