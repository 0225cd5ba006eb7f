"""`python -m benchmarks [page] [answer] [dawdling] [feed] [letters] [doors]`."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from benchmarks import answer, dawdling, doors, feed, letters, page, served
from benchmarks.rounds import calibrate
from benchmarks.server import Server, start
from benchmarks.stage import Stage
from benchmarks.visiting import opens
from benchmarks.world import environment, fill

SUBJECTS: dict[str, ModuleType] = {"page": page, "answer": answer, "dawdling": dawdling, "feed": feed}
ALONE: dict[str, ModuleType] = {"letters": letters, "doors": doors}  # no bare view does the same


def main(names: list[str]) -> None:
    """Measure the subjects that are named, or all."""
    began = time.monotonic()
    names = names or [*SUBJECTS, *ALONE]
    if served_names := [name for name in names if name in SUBJECTS]:
        _serve([SUBJECTS[name] for name in served_names])
    for name in names:
        if name in ALONE:
            ALONE[name].measure()
    print(f"Took {time.monotonic() - began:.0f} s. The load average of this machine is {os.getloadavg()[0]:.1f} now.")


def _serve(subjects: list[ModuleType]) -> None:
    """Measure what is asked for over HTTP."""
    with tempfile.TemporaryDirectory(prefix="ground-bench-") as folder:
        instance = Path(folder)
        world, variables = fill(instance), environment(instance)
        with start("benchmarks.served:product", variables) as product:
            guests = [opens(product.port, link) for link in world.invitations]
            asked = {subject: subject.requests(world, guests, product) for subject in subjects}
            together = json.dumps({name: request for each in asked.values() for name, request in each.items()})
            with start("benchmarks.served:bare", variables | {"BENCH_REQUESTS": together}) as bare:
                os.environ |= variables
                app = served.product()
                stage = Stage(world, guests, app, product, bare)
                recorded = served.recordings(app, {name: each[name] for each in asked.values() for name in each})
                calibrate(bare)
                for subject in subjects:
                    subject.measure(stage, asked[subject], recorded)
                _print_memory(product)


def _print_memory(product: Server) -> None:
    workers = len(product.pids) - 1
    print(
        f"\nMemory of the product's {workers} workers and what starts them: {product.memory():.0f} MiB (PSS) together."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
