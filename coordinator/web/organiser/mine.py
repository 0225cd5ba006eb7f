"""What belongs to the organiser who is signed in; what does not is the same 404 as what never was."""

from flask import abort

from coordinator.errors import PlanOver
from coordinator.events.event import Event
from coordinator.plans import record as records
from coordinator.plans.favour import Favour
from coordinator.plans.record import Record
from coordinator.plans.term import end_of
from coordinator.web import visitor


def record() -> Record:
    """Return the record of one's latest plan, over or not."""
    found = records.of_organiser(visitor.me().id)
    if found is None:
        abort(404)
    return found


def going() -> Record:
    """Return the record of a plan that goes on; raises `PlanOver`."""
    found = record()
    if end_of(found) is not None:
        raise PlanOver
    return found


def event(found: Record, public_id: str) -> Event:
    """Return an event of one's plan that a host published and whose day is known."""
    event = next((each for each in found.events if each.public_id == public_id), None)
    if event is None or event.id in found.choosing:
        abort(404)
    return event


def favour(found: Record, public_id: str) -> Favour:
    """Return a favour of one's plan."""
    favour = next((each for each in found.favours if each.public_id == public_id), None)
    if favour is None:
        abort(404)
    return favour
