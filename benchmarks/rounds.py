"""Rounds: the product and the bare view in turn, often enough to see the noise, and one line for each."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

from benchmarks.load import Connection, Load, run
from benchmarks.server import Server

CONNECTIONS, SECONDS, WARM_UP = 8, 0.7, 0.3
ROUNDS, LONGEST = range(3, 8), 9.0  # as many as fit into these seconds
Requests = Callable[[int], Iterator[bytes]]  # the number of a connection -> what it asks for, for ever


@dataclass(frozen=True)
class Side:
    """One of the two, and what to ask it for."""

    name: str
    server: Server
    requests: Requests


@dataclass(frozen=True)
class Turn:
    """What one round of one side gave."""

    cpu: float  # milliseconds a request
    load: Load


def calibrate(bare: Server) -> None:
    """Print what the smallest request costs here, so that figures of two machines can be set side by side."""
    hello = cycle([b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
    lines = [Connection(bare.port, hello) for _ in range(CONNECTIONS)]
    turn = _turn(Side("hello", bare, lambda _number: hello), lines, SECONDS, 200)
    for line in lines:
        line.line.close()
    print(f"A bare Flask that says hello takes {turn.cpu:.2f} ms CPU a request here; on a quiet machine about 0.2.")


def compare(subject: str, product: Side, bare: Side, status: int = 200) -> None:
    """Ask both in turn and print what came of it."""
    sides = (product, bare)
    lines = [[Connection(side.server.port, side.requests(number)) for number in range(CONNECTIONS)] for side in sides]
    for side, connections in zip(sides, lines, strict=True):
        _turn(side, connections, WARM_UP, status)
    began, pairs = time.perf_counter(), []
    while len(pairs) < ROUNDS.start or (len(pairs) < ROUNDS.stop and time.perf_counter() - began < LONGEST):
        pairs.append([_turn(side, each, SECONDS, status) for side, each in zip(sides, lines, strict=True)])
    for each in lines:
        for connection in each:
            connection.line.close()
    _print(subject, sides, pairs)


def _turn(side: Side, connections: list[Connection], seconds: float, status: int) -> Turn:
    before = side.server.cpu()
    load = run(connections, seconds, status)
    time.sleep(0.02)  # what the server does after its last answer is its work too
    return Turn(1000 * (side.server.cpu() - before) / len(load.waits), load)


def _print(subject: str, sides: tuple[Side, Side], pairs: list[list[Turn]]) -> None:
    print(f"\n{subject}")
    for side, turns in zip(sides, zip(*pairs, strict=True), strict=True):
        cpu = spread([turn.cpu for turn in turns], "{:.2f}")
        rate = spread([turn.load.rate for turn in turns], "{:,.0f}")
        p50 = spread([turn.load.within(0.5) for turn in turns], "{:.1f}")
        p99 = spread([turn.load.within(0.99) for turn in turns], "{:.1f}")
        tail = statistics.median(turn.load.within(0.99) / turn.load.within(0.5) for turn in turns)
        print(f"  {side.name:<9}{cpu:>24} ms CPU{rate:>26} requests/s")
        print(f"  {'':<9}{p50:>24} ms p50{p99:>26} ms p99, {tail:.1f} times the p50")
    cpu = spread([100 * bare.cpu / product.cpu for product, bare in pairs], "{:.0f} %")
    rate = spread([100 * product.load.rate / bare.load.rate for product, bare in pairs], "{:.0f} %")
    print(f"  as quick as the bare view: by CPU {cpu}, by requests/s {rate}")


def spread(values: list[float], shape: str) -> str:
    """Return the median, and least and most in brackets."""
    least, middle, most = (shape.format(value) for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({least} to {most})"
