"""A guest's calendar as programs fetch it: whole, and unchanged since they last asked."""

from benchmarks import anew
from benchmarks.recording import Recording
from benchmarks.server import Server
from benchmarks.stage import Asked, Stage, describe
from benchmarks.visiting import Guest, etag
from benchmarks.world import World

NOT_MODIFIED = 304
SUBJECTS = {
    "file": "One event as a file",
    "feed-100": "A feed of 100 events",
    "feed-1000": "A feed of 1,000 events",
    "unchanged": "A feed of 100, unchanged since it was fetched",
}


def requests(world: World, guests: list[Guest], product: Server) -> Asked:
    """Return what is fetched: one event as a file, feeds of several lengths, and one whose reader has it already."""
    feeds = {f"feed-{count}": {"path": path, "headers": {"Host": "127.0.0.1"}} for count, path in world.feeds.items()}
    feeds.pop("feed-10000")  # which is measured alone: eight programs at once that fetch 4 MB say little of a server
    again = dict(feeds["feed-100"]["headers"]) | {"If-None-Match": etag(product.port, world.feeds[100])}
    return {"file": guests[0].get("/event.ics")} | feeds | {"unchanged": feeds["feed-100"] | {"headers": again}}


def measure(stage: Stage, asked: Asked, recorded: dict[str, Recording]) -> None:
    """Measure them."""
    for name, subject in SUBJECTS.items():
        status = NOT_MODIFIED if name == "unchanged" else 200
        stage.compare(f"{subject} ({describe(recorded[name])})", asked, [[name]], status)
    anew.measure(stage.app.test_client(), stage.world.feeds)
