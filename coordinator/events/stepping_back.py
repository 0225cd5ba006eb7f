"""Stepping back: a host may leave the organiser out, or stop hosting; both end the plan without a reason (R4)."""

from coordinator import clock
from coordinator.consent.ending import Cause, end
from coordinator.database import db
from coordinator.events.hosting import Hosting


def leave_out(hosting: Hosting) -> None:
    """Leave the organiser out: he is told later, as after any end, and the event goes on without him."""
    end(hosting.plan_id, Cause.HOST)


def step_back(hosting: Hosting) -> None:
    """Stop hosting for this plan; an event that is coming stays hers to hold or to call off."""
    hosting.stepped_back_at = hosting.stepped_back_at or clock.now()
    end(hosting.plan_id, Cause.HOST)
    db.session.flush()
