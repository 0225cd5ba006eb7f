"""The pace of everything, as one table: a default, and the limit that no setting can pass (product.md §3).

An operator may only be stricter than a limit, an organiser only stricter than the operator.
"""

from dataclasses import Field, dataclass, field, fields
from typing import Any


def knob(default: int, *, at_least: int | None = None, at_most: int | None = None) -> Any:  # noqa: ANN401
    """Declare one pacing value with its floor or its ceiling."""
    return field(default=default, metadata={"at_least": at_least, "at_most": at_most})


@dataclass(frozen=True)
class Pace:
    """Every pacing value. Names say the unit; a value past its limit cannot be built (`TooLoose`)."""

    # Before and between favours: patience, no campaign
    days_since_parting: int = knob(60, at_least=30)
    settle_hours: int = knob(24, at_least=12)
    quiet_from_hour: int = knob(21, at_most=21)
    quiet_until_hour: int = knob(9, at_least=9)
    friends: int = knob(8, at_most=8)
    open_favours: int = knob(2, at_most=2)
    favours_in_90_days: int = knob(4, at_most=4)
    same_friend_days: int = knob(180, at_least=90)
    same_friend_in_life: int = knob(3, at_most=3)
    favour_days: int = knob(7, at_least=7, at_most=7)
    veto_undo_hours: int = knob(12, at_least=12, at_most=12)
    # Events: rare, announced, in company
    lead_days: int = knob(7, at_least=3)
    horizon_days: int = knob(90, at_most=90)
    people: int = knob(6, at_least=5)
    events_a_year: int = knob(6, at_most=8)
    coming_events: int = knob(1, at_least=1, at_most=1)
    gap_days: int = knob(28, at_least=21)
    no_to_yes_hours: int = knob(72, at_least=48)
    place_hours: int = knob(48, at_most=48)
    organiser_changes: int = knob(2, at_most=2)
    change_letters: int = knob(2, at_most=2)
    # Misses and endings: two is a pause, three is the end
    misses_to_pause: int = knob(2, at_most=2)
    misses_to_end: int = knob(3, at_most=3)
    pause_days: int = knob(180, at_least=90)
    rest_after_noes: int = knob(2, at_most=2)
    stop_after_noes: int = knob(3, at_most=3)
    plan_days: int = knob(365, at_most=365)
    lock_days: int = knob(365, at_least=365)
    again_after_own_end_days: int = knob(90, at_least=30)
    again_after_others_end_days: int = knob(365, at_least=180)
    closing_after_hours: int = knob(12, at_least=12)
    closing_within_hours: int = knob(72, at_most=72)
    # Looking back
    hold_hours: int = knob(72, at_least=72)
    marking_hours: int = knob(72, at_least=72, at_most=72)

    def __post_init__(self) -> None:
        """Refuse a value past its limit."""
        for each in fields(self):
            _check(each, getattr(self, each.name))
        if not self.quiet_until_hour < self.quiet_from_hour:
            message = f"quiet hours from {self.quiet_from_hour} to {self.quiet_until_hour} leave no hour to write in"
            raise TooLoose(message)


class TooLoose(ValueError):
    """A pacing value is looser than its limit in code."""


def _check(rule: Field[int], value: int) -> None:
    least, most = rule.metadata["at_least"], rule.metadata["at_most"]
    if least is not None and value < least:
        message = f"{rule.name} is {value}; the floor is {least}"
        raise TooLoose(message)
    if most is not None and value > most:
        message = f"{rule.name} is {value}; the ceiling is {most}"
        raise TooLoose(message)
