"""The invitation page behind a personal link, with everything on it."""

import gzip

from benchmarks.drawing import cost
from benchmarks.recording import Recording
from benchmarks.server import Server
from benchmarks.stage import Asked, Stage, describe
from benchmarks.visiting import Guest
from benchmarks.world import World
from coordinator.settings import ROOT

STYLE = ROOT / "coordinator" / "static" / "css" / "style.css"


def requests(_world: World, guests: list[Guest], _product: Server) -> Asked:
    """Return what is asked for: each guest's own page."""
    return {f"page-{number}": guest.get() for number, guest in enumerate(guests)}


def measure(stage: Stage, asked: Asked, recorded: dict[str, Recording]) -> None:
    """Measure it, and say what a first view weighs."""
    first, style = recorded["page-0"], STYLE.read_bytes()
    stage.compare(f"Invitation page ({describe(first)})", asked, [[name] for name in asked])
    packed = sum(len(gzip.compress(each, 6)) for each in (first.body, style))
    together = len(first.body) + len(style)
    print(f"  of its CPU the template takes {cost(stage.app, asked['page-0']):.2f} ms; the bare view draws nothing")
    print(f"  first view with its stylesheet: {together:,} bytes, {packed:,} gzipped, 2 requests beside the icon")
