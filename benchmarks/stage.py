"""What every subject is measured on: both servers, and the guests who hold their invitations."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from flask import Flask

from benchmarks.recording import Recording
from benchmarks.rounds import Side, compare
from benchmarks.server import Server
from benchmarks.visiting import Guest, on_the_wire
from benchmarks.world import World

Asked = dict[str, dict[str, Any]]  # requests by name


@dataclass(frozen=True)
class Stage:
    """Both servers, and whom they serve."""

    world: World
    guests: list[Guest]
    app: Flask  # the product once more, in this process, to look at what it does
    product: Server
    bare: Server

    def compare(self, subject: str, asked: Asked, names: list[list[str]], status: int = 200) -> None:
        """Measure requests: for each connection the names of what it asks for in turn."""

        def of_product(number: int) -> Iterator[bytes]:
            return cycle([on_the_wire(asked[name]) for name in names[number % len(names)]])

        def of_bare(number: int) -> Iterator[bytes]:
            return cycle([on_the_wire(_bare(asked[name], name)) for name in names[number % len(names)]])

        compare(subject, Side("product", self.product, of_product), Side("bare view", self.bare, of_bare), status)


def describe(recording: Recording) -> str:
    """Return what a request takes, in words."""
    return f"{len(recording.statements)} statements, {len(recording.body):,} bytes"


def _bare(request: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the same request to the bare view."""
    return request | {"path": f"/{name}"}
