"""The year ribbon: a dot for each date, on the ground line, and nothing else."""

from collections.abc import Callable
from datetime import date

import pytest

from coordinator.web.ribbon import ground, place, year_ribbon

START = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 2, 1), 0.0), (date(2026, 6, 13), 0.3667), (date(2027, 1, 31), 0.9973)]
)
def test_a_date_stands_in_its_month(day: date, expected: float) -> None:
    """Months are equally wide, as their letters are."""
    assert place(day, START) == pytest.approx(expected, abs=1e-3)


def test_dates_outside_the_year_are_left_out() -> None:
    """The picture shows twelve months; the list shows the rest."""
    assert year_ribbon([date(2026, 1, 31), date(2027, 2, 1)], START).dots == []


def test_dots_stand_on_the_ground_whatever_the_order_of_the_dates() -> None:
    """Two things on one evening are one dot."""
    days = [date(2026, 7, 25), date(2026, 3, 14), date(2026, 7, 25)]
    dots = year_ribbon(days, START).dots
    assert [dot.x for dot in dots] == [11.8, 48.1]
    assert [dot.y for dot in dots] == [round(ground(dot.x / 100)) - 9 for dot in dots]


def test_months_are_named_in_the_readers_language() -> None:
    """Letters from February on, twelve of them."""
    ribbon = year_ribbon([], START, "de")
    assert "".join(month.letter for month in ribbon.months) == "FMAMJJASONDJ"
    assert (ribbon.first, ribbon.last) == ("Februar", "Januar")


def test_the_picture_is_told_in_words(render: Callable[..., str]) -> None:
    """Someone who cannot see it hears what it is; an empty year says so."""
    template = "{% from 'components/ribbon.html' import ribbon %}{{ ribbon(year) }}"
    marked = render(template, year=year_ribbon([date(2026, 3, 14)], START))
    empty = render(template, year=year_ribbon([], START))
    assert marked.count("<circle") == 1
    assert "February to January. The list below says the same in words." in marked
    assert "with nothing marked yet" in empty
