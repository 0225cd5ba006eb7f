"""An outline: everything a host has decided about an event, before any of it is real."""

from dataclasses import dataclass
from datetime import datetime

from coordinator import clock
from coordinator.events.ease import Draft, Finding, look_at
from coordinator.events.kinds import Kind, Sort
from coordinator.instance import pace


@dataclass(frozen=True)
class Span:
    """When it is: two aware moments."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Outline:
    """What an event is to be. Several spans are days to choose from; the first is the earliest."""

    kind: Kind
    title: str
    note: str
    spans: tuple[Span, ...]
    zone: str
    place: str
    address: str
    sort: Sort
    capacity: int
    party_most: int = 1
    answer_by: datetime | None = None
    food: bool = True
    questions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def is_poll(self) -> bool:
        """Say whether guests choose the day."""
        return len(self.spans) > 1

    def obstacles(self) -> list[Finding]:
        """Return what keeps it from being published: too small a group, no end, the organiser's home."""
        rule, span = pace(), self.spans[0]
        draft = Draft(
            now=clock.now(),
            zone=self.zone,
            kind=self.kind,
            title=self.title,
            note=self.note,
            starts=span.starts,
            ends=span.ends,
            sort_of_place=self.sort,
            capacity=self.capacity,
            people=rule.people,
            lead_days=rule.lead_days,
            horizon_days=rule.horizon_days,
        )
        return [finding for finding in look_at(draft) if finding.blocks]
