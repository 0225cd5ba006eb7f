"""A get-together as letters tell of it: what, when and where, in the host's words and the reader's language."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from coordinator.dates import date, day, hour, zone_name
from coordinator.events.event import Event


@dataclass(frozen=True, kw_only=True)
class Outing:
    """The facts of one event. Moments are aware, `zone` is an IANA name; `days` are the starts still to choose from."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str = ""
    address: str = ""
    days: tuple[datetime, ...] = ()

    @classmethod
    def of(cls, event: Event) -> Self:
        """Return the facts of an event as they are now."""
        return cls(
            kind=event.kind,
            title=event.title,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            zone=event.zone,
            place=event.place,
            address=event.address,
            days=tuple(option.starts_at for option in event.options),
        )

    @classmethod
    def example(cls) -> Self:
        """Return Anna's games night."""
        return cls(
            kind="games",
            title="Board games at the Tannery",
            starts_at=datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
            ends_at=datetime(2026, 12, 12, 21, 30, tzinfo=UTC),
            zone="Europe/London",
            place="The Tannery Café, back room",
            address="14 Market Row, Bristol BS1 4QA",
        )

    def without_place(self) -> Self:
        """Return the facts as the organiser may read them at any time."""
        return replace(self, place="", address="")

    @property
    def day(self) -> str:
        """Return the day written out: Saturday 12 December 2026."""
        return day(self.starts_at, self.zone)

    @property
    def date(self) -> str:
        """Return the day without its year: Saturday 12 December."""
        return date(self.starts_at, self.zone)

    @property
    def hours(self) -> str:
        """Return from when to when, and by which clock."""
        start, end = hour(self.starts_at, self.zone), hour(self.ends_at, self.zone)
        zone = zone_name(self.starts_at, self.zone)
        return _("%(start)s to %(end)s, %(zone)s", start=start, end=end, zone=zone)

    @property
    def where(self) -> tuple[str, str]:
        """Return place and address, a line each."""
        return self.place, self.address

    @property
    def lines(self) -> tuple[str, ...]:
        """Return when and where, as an invitation says it; while the day is open, every day that is offered."""
        if self.days:
            return (_("One of these days"), *(day(each, self.zone) for each in self.days), *self.where)
        return self.day, self.hours, *self.where

    def is_tomorrow(self, now: datetime) -> bool:
        """Say whether it is on the day after `now`, where it takes place."""
        zone = ZoneInfo(self.zone)
        return self.starts_at.astimezone(zone).date() - now.astimezone(zone).date() == timedelta(days=1)
