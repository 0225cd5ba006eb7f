"""The disclosure: who suggested it and whether he comes, in the same words on every invitation (R2).

No host can change or leave it out: it is made from the names alone.
"""

from coordinator.directions import said as _
from coordinator.events.invitation import Answer


def who(organiser: str) -> str:
    """Say who is invited too, and suggested it."""
    return _("%(organiser)s is invited too, and suggested getting people together.", organiser=organiser)


def state(organiser: str, says: Answer | None) -> str:
    """Say whether the organiser comes."""
    if says is Answer.YES:
        return _("%(organiser)s is coming.", organiser=organiser)
    if says is Answer.NO:
        return _("%(organiser)s isn’t coming.", organiser=organiser)
    return _("%(organiser)s hasn’t said yet.", organiser=organiser)
