"""A letter about a change says what was and what is new, and of nothing that stayed that it is no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from coordinator.post.letters.guest.changed import ChangedLetter
from coordinator.post.letters.outing import Outing
from coordinator.post.writing import write

NIGHT = Outing.example()
WHERE = ", ".join(NIGHT.where)
STARTS = datetime(2026, 12, 12, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("was_starts_at", "was_place", "head", "was"),
    [
        (STARTS - timedelta(days=7), WHERE, "Moved to Saturday 12 December", "was to be on Saturday 5 December."),
        (STARTS - timedelta(hours=2), WHERE, "Another time on Saturday 12 December", "was to begin at 16:30."),
        (STARTS - timedelta(hours=2), "The weir", "Another time on Saturday 12 December", "was to begin at 16:30."),
        (STARTS, "The weir", "Another place", "stays on Saturday 12 December."),
        (STARTS, WHERE, "Another time on Saturday 12 December", "stays on Saturday 12 December."),  # it ends later
    ],
)
def test_it_says_what_was(site: Flask, was_starts_at: datetime, was_place: str, head: str, was: str) -> None:
    letter = replace(ChangedLetter.example(), outing=NIGHT, was_starts_at=was_starts_at, was_place=was_place)
    text = " ".join(write(letter).text.split())
    assert f"{head} ===" in text
    assert f"Board games at the Tannery {was}" in text
    assert ("Still Saturday 12 December 2026" in text) == (was_starts_at.date() == STARTS.date())
    assert ("Still at The Tannery Café" in text) == (was_place == WHERE)
