"""How a plan ends by itself: after a year, or after three events that did not become shared ones (product.md §3)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from coordinator import clock
from coordinator.consent.ending import Closing, Told
from coordinator.database import db
from coordinator.instance import pace
from coordinator.plans import record as records
from coordinator.plans.plan import READABLE, Plan
from coordinator.plans.record import Course, moment_of_miss


@dataclass(frozen=True)
class End:
    """That a plan is over, as its organiser is told, and since when."""

    told: Told
    at: datetime

    @property
    def readable_until(self) -> datetime:
        """Return until when the organiser's own list stays."""
        return self.at + READABLE


def end_of(course: Course) -> End | None:
    """Return how a plan ended as far as its organiser may know: the first end there was stays the one he reads."""
    ends = [End(Told.YEAR, course.plan.closes_at), *_by_misses(course)]
    if course.closing is not None:
        ends.append(End(course.closing.told, course.closing.shows_at))
    return min((end for end in ends if end.at <= clock.now()), key=lambda end: end.at, default=None)


def close_if_due(course: Course) -> End | None:
    """Note an end that came by itself, and return how the plan ended, or None while it goes on."""
    end = end_of(course)
    if end is not None and (course.closing is None or course.closing.told is not end.told):
        course.plan.close(end.told, end.at)
    return end


def close_all() -> int:
    """Note every end that came by itself and say how many; the daily purge calls it."""
    told = sa.exists().where(Closing.plan_id == Plan.id, Closing.shows_at <= clock.now())
    going = list(db.session.scalars(sa.select(Plan.id).where(~told).order_by(Plan.id)))
    return sum(close_if_due(records.of_plan(plan_id)) is not None for plan_id in going)


def _by_misses(course: Course) -> list[End]:
    """Return the end by misses, once there are three."""
    missed = sorted(moment_of_miss(event) for event in course.misses)
    most = pace().misses_to_end
    return [End(Told.MISSES, missed[most - 1])] if len(missed) >= most else []
