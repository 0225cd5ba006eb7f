"""What letters to the organiser share. None reads a guest's table: what others say changes no byte of them (R3)."""

from dataclasses import dataclass
from typing import Any

from coordinator.accounts.suspending import is_suspended
from coordinator.consent.ending import closing
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.event import Event
from coordinator.plans.plan import Plan
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.outing import Outing
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class OrganiserLetter(Letter):
    """A letter to the organiser."""

    organiser: str

    @property
    def is_unwanted(self) -> bool:
        """Say whether the reader wants no mail, or is kept out of this site."""
        return super().is_unwanted or is_suspended(self.recipient)

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(name)s", name=self.organiser) if self.organiser else _("For you")

    @property
    def why(self) -> str:
        """Say why he gets this."""
        return _("You get this because you have a plan on this site. You can end it at any time.")


@dataclass(frozen=True, kw_only=True)
class OutingLetter(OrganiserLetter):
    """A letter about what a host published. The place is never in it: that is for his page, from two days before."""

    host: str
    outing: Outing

    @property
    def tint(self) -> str:
        """Wear the colours of the event."""
        return self.outing.kind


def told_of(plan: Plan) -> dict[str, Any]:
    """Return what every letter to an organiser says, read now."""
    organiser = plan.organiser
    return {
        "recipient": organiser.email,
        "language": organiser.language,
        "zone": organiser.zone,
        "organiser": organiser.first_name,
    }


def told(owed: Owed) -> tuple[Event, dict[str, Any]] | None:
    """Return an event and what a letter about it says, None once he has been told that the plan is over."""
    event = db.session.get(Event, owed.row)
    plan = db.session.get(Plan, event.plan_id) if event else None
    if event is None or plan is None or closing(plan.id) is not None:
        return None
    outing = Outing.of(event).without_place()
    return event, told_of(plan) | {"host": event.hosting.first_name, "outing": outing}


def sample() -> dict[str, Any]:
    """Return Sam, as examples write to him."""
    return {
        "recipient": "sam@posteo.example",
        "language": "en",
        "zone": "Europe/London",
        "organiser": "Sam",
    }


def sample_outing() -> dict[str, Any]:
    """Return Sam and Anna's games night."""
    return sample() | {"host": "Anna", "outing": Outing.example().without_place()}
