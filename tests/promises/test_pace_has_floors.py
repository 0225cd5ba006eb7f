"""R9: pacing has floors in code. An operator can only be stricter, and nobody can loosen one plan."""

from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from coordinator.database import db
from coordinator.pace import Pace, TooLoose
from coordinator.settings import Unsafe, from_environment
from tests.promises.postbox import kinds_for

# The table of product.md §3, written down a second time: default, floor, ceiling. Loosening a limit takes two edits.
TABLE: dict[str, tuple[int, int | None, int | None]] = {
    "days_since_parting": (60, 30, None),
    "settle_hours": (24, 12, None),
    "quiet_from_hour": (21, None, 21),
    "quiet_until_hour": (9, 9, None),
    "friends": (8, None, 8),
    "open_favours": (2, None, 2),
    "favours_in_90_days": (4, None, 4),
    "same_friend_days": (180, 90, None),
    "same_friend_in_life": (3, None, 3),
    "favour_days": (7, 7, 7),
    "veto_undo_hours": (12, 12, 12),
    "lead_days": (7, 3, None),
    "horizon_days": (90, None, 90),
    "people": (6, 5, None),
    "events_a_year": (6, None, 8),
    "coming_events": (1, 1, 1),
    "gap_days": (28, 21, None),
    "no_to_yes_hours": (72, 48, None),
    "place_hours": (48, None, 48),
    "organiser_changes": (2, None, 2),
    "change_letters": (2, None, 2),
    "misses_to_pause": (2, None, 2),
    "misses_to_end": (3, None, 3),
    "pause_days": (180, 90, None),
    "rest_after_noes": (2, None, 2),
    "stop_after_noes": (3, None, 3),
    "plan_days": (365, None, 365),
    "lock_days": (365, 365, None),
    "again_after_own_end_days": (90, 30, None),
    "again_after_others_end_days": (365, 180, None),
    "closing_after_hours": (12, 12, None),
    "closing_within_hours": (72, None, 72),
    "hold_hours": (72, 72, None),
    "marking_hours": (72, 72, 72),
}
TOO_LOOSE = [(name, least - 1) for name, (_usual, least, _most) in TABLE.items() if least is not None]
TOO_LOOSE += [(name, most + 1) for name, (_usual, _least, most) in TABLE.items() if most is not None]


def test_the_pace_is_the_one_that_was_promised() -> None:
    assert {each.name: getattr(Pace(), each.name) for each in fields(Pace)} == {
        name: usual for name, (usual, _least, _most) in TABLE.items()
    }


def test_every_value_has_a_limit_in_code() -> None:
    found = {each.name: (each.metadata["at_least"], each.metadata["at_most"]) for each in fields(Pace)}
    assert found == {name: (least, most) for name, (_usual, least, most) in TABLE.items()}
    assert all(least is not None or most is not None for least, most in found.values())


@pytest.mark.parametrize(("name", "value"), TOO_LOOSE)
def test_no_setting_passes_a_limit(name: str, value: int, tmp_path: Path) -> None:
    with pytest.raises(TooLoose):
        Pace(**{name: value})
    given = {"COORDINATOR_INSTANCE": str(tmp_path), "COORDINATOR_OPERATOR_NAME": "Jo"}
    with pytest.raises(Unsafe, match=name):
        from_environment(given | {f"COORDINATOR_PACE_{name.upper()}": str(value)})


@given(st.data())
def test_whatever_an_operator_sets_is_at_least_as_strict_as_the_limits(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TABLE)))
    value = data.draw(st.integers(-400, 400))
    _usual, least, most = TABLE[name]
    try:
        pace = Pace(**{name: value})
    except TooLoose:
        return
    assert least is None or getattr(pace, name) >= least
    assert most is None or getattr(pace, name) <= most


def test_a_stricter_operator_is_heard(tmp_path: Path) -> None:
    given = {"COORDINATOR_INSTANCE": str(tmp_path), "COORDINATOR_OPERATOR_NAME": "Jo"}
    stricter = from_environment(given | {"COORDINATOR_PACE_GAP_DAYS": "60", "COORDINATOR_PACE_OPEN_FAVOURS": "1"})
    assert (stricter.pace.gap_days, stricter.pace.open_favours) == (60, 1)


def test_a_pace_cannot_be_changed_once_it_is_made() -> None:
    with pytest.raises(AttributeError):
        Pace().gap_days = 1  # type: ignore[misc]


def test_nobody_can_loosen_one_plan(app: Flask) -> None:
    """No table has a column for a pace of its own."""
    for table in db.metadata.sorted_tables:
        named = {column.name for column in table.columns if isinstance(column.type, sa.Integer)}
        assert not named & (set(TABLE) - {"change_letters"}), table.name  # a count of those that went


def test_there_is_no_reminder_to_anybody_who_has_not_answered() -> None:
    """A new kind of letter to a guest or a friend is looked at by whoever adds it here: none may ask twice (R5)."""
    assert kinds_for("guest") == {
        "invitation", "changed", "date_chosen", "called_off", "calendar", "calendar_cancelled", "day_before",
        "waitlist_offer", "find",
    }  # fmt: skip
    assert kinds_for("friend") == {"favour", "favour_taken_back"}
