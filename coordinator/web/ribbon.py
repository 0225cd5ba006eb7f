"""The year ribbon of the history page: twelve months as one line of low hills, with a dot for each date.

Dots only: no numbers, no lengths of gaps, nothing to count up. The list below the picture says the same in words.
"""

import calendar
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names

MONTHS = 12
WIDTH = 1000
STEP = 20
DOT_ABOVE_GROUND = 9


@dataclass(frozen=True)
class Dot:
    """One date: percent of the width, pixels from the top."""

    x: float
    y: int


@dataclass(frozen=True)
class Month:
    """One month's letter and where it stands, in percent of the width."""

    x: float
    letter: str


@dataclass(frozen=True)
class YearRibbon:
    """What the picture needs: the hills' path, dots on it, months below it, first and last month by name."""

    hills: str
    dots: list[Dot]
    months: list[Month]
    first: str
    last: str


def ground(t: float) -> float:
    """Return the height of the ground line, in pixels from the top, at `t` between 0 (left) and 1 (right)."""
    return 62 - 13 * math.sin(2 * math.pi * (t * 1.5 + 0.1)) - 6 * math.sin(2 * math.pi * t * 3)


def hills() -> str:
    """Return the hills as one path, 1000 wide and 100 high, to be stretched sideways."""
    points = " ".join(f"{x},{ground(x / WIDTH):.0f}" for x in range(0, WIDTH + 1, STEP))
    return f"M0 100 L{points} L{WIDTH} 100z"


def place(day: date, start: date) -> float | None:
    """Return where a day stands in the twelve months from `start`, 0 to 1, or None when it is outside them."""
    months = (day.year - start.year) * MONTHS + day.month - start.month
    if not 0 <= months < MONTHS:
        return None
    return (months + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]) / MONTHS


def year_ribbon(days: Iterable[date], start: date, locale: str = "en") -> YearRibbon:
    """Draw the given days on the twelve months that begin with `start`'s month, letters in the reader's language."""
    places = [t for t in (place(day, start) for day in sorted(set(days))) if t is not None]
    letters = get_month_names("narrow", context="stand-alone", locale=locale)
    names = get_month_names("wide", context="stand-alone", locale=locale)
    order = [(start.month - 1 + i) % MONTHS + 1 for i in range(MONTHS)]
    return YearRibbon(
        hills=hills(),
        dots=[Dot(round(100 * t, 1), round(ground(t)) - DOT_ABOVE_GROUND) for t in places],
        months=[Month(round((i + 0.5) / MONTHS * 100, 2), letters[month]) for i, month in enumerate(order)],
        first=names[order[0]],
        last=names[order[-1]],
    )
