"""An answer: token, rules, commit and the letters it owes; all eight write, each between yes and no."""

from benchmarks.recording import Recording
from benchmarks.server import Server
from benchmarks.stage import Asked, Stage, describe
from benchmarks.visiting import Guest
from benchmarks.world import World

SEE_OTHER = 303


def requests(_world: World, guests: list[Guest], _product: Server) -> Asked:
    """Return what is sent: each guest's two answers."""
    return {
        f"{answer}-{number}": guest.answer(answer) for number, guest in enumerate(guests) for answer in ("yes", "no")
    }


def measure(stage: Stage, asked: Asked, recorded: dict[str, Recording]) -> None:
    """Measure it."""
    pairs = [[f"yes-{number}", f"no-{number}"] for number in range(len(stage.guests))]
    stage.compare(f"An answer ({describe(recorded['yes-0'])})", asked, pairs, SEE_OTHER)
