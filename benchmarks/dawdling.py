"""The invitation page while two others dawdle: one takes a second to send a form, one to read an answer."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from benchmarks.load import PATIENCE, Connection, run
from benchmarks.recording import Recording
from benchmarks.rounds import CONNECTIONS, LONGEST, WARM_UP, spread
from benchmarks.server import Server
from benchmarks.stage import Asked, Stage
from benchmarks.visiting import Guest, on_the_wire
from benchmarks.world import World

A_SECOND, ROUNDS = 1.0, 5
SMALL = 2048  # bytes that the one who reads lets come before it looks


def requests(_world: World, guests: list[Guest], _product: Server) -> Asked:
    """Return what those who dawdle ask for."""
    asked = {"slow-form": guests[0].answer("yes"), "slow-page": guests[1].get()}
    return {name: each | {"headers": each["headers"] | {"Connection": "close"}} for name, each in asked.items()}  # type: ignore[operator]


def measure(stage: Stage, asked: Asked, _recorded: dict[str, Recording]) -> None:
    """Measure the page in turn without them and with them."""
    pages = [cycle([on_the_wire(guest.get())]) for guest in stage.guests[:CONNECTIONS]]
    lines = [Connection(stage.product.port, page) for page in pages]
    run(lines, WARM_UP, 200)
    alone, beside = [], []
    for _round in range(ROUNDS):
        alone.append(run(lines, LONGEST / ROUNDS / 2, 200).within(0.99))
        with _dawdlers(stage.product.port, asked):
            beside.append(run(lines, LONGEST / ROUNDS / 2, 200).within(0.99))
    for line in lines:
        line.line.close()
    times = [slow / usual for slow, usual in zip(beside, alone, strict=True)]
    print("\nInvitation page beside two that dawdle for a second")
    print(f"  p99 {statistics.median(alone):.1f} ms as usual, {statistics.median(beside):.1f} ms beside them: ", end="")
    print(f"{spread(times, '{:.1f}')} times as much")


@contextmanager
def _dawdlers(port: int, asked: Asked) -> Iterator[None]:
    """Let both dawdle until the block ends."""
    over = threading.Event()
    send = threading.Thread(target=_dawdle, args=(port, asked["slow-form"], over, -1, 1 << 18))
    read = threading.Thread(target=_dawdle, args=(port, asked["slow-page"], over, None, SMALL))
    for each in (send, read):
        each.start()
    time.sleep(A_SECOND / 10)
    yield
    over.set()
    for each in (send, read):
        each.join()


def _dawdle(port: int, request: dict[str, Any], over: threading.Event, most: int | None, room: int) -> None:
    """Ask again and again, each time on a new connection, waiting before the last bytes are sent or the first read."""
    wire = on_the_wire(request)
    while not over.is_set():
        with socket.socket() as line:
            line.settimeout(PATIENCE)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
            line.connect(("127.0.0.1", port))
            line.sendall(wire[:most])
            over.wait(A_SECOND)
            line.sendall(wire[most or len(wire) :])
            if not line.recv(room).startswith((b"HTTP/1.1 200", b"HTTP/1.1 303")):
                message = "the server did not wait"
                raise ConnectionError(message)
            while line.recv(room):
                pass
