"""What letters to hosts share. Answers are not mailed: in a mailbox they would outlive the day they are deleted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from coordinator.accounts.account import Account
from coordinator.accounts.suspending import is_suspended
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.links.link import Purpose
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.outing import Outing
from coordinator.post.letters.ways import Door, Personal, Shown, Way
from coordinator.post.outbox import Letter as Owed

WORKS = timedelta(days=14)  # after the event; a host can also sign in


@dataclass(frozen=True, kw_only=True)
class HostLetter(Letter):
    """A letter to a host."""

    host: str
    way: Door

    @property
    def is_unwanted(self) -> bool:
        """Say whether the reader wants no mail, or is kept out of this site."""
        return super().is_unwanted or is_suspended(self.recipient)

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(name)s", name=self.host.split()[0])

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Lead out."""
        return [(_("Step back from this"), self.way.page("step-back"))]


@dataclass(frozen=True, kw_only=True)
class EventLetter(HostLetter):
    """A letter to a host about one event of hers."""

    outing: Outing

    @property
    def tint(self) -> str:
        """Wear the colours of the event."""
        return self.outing.kind

    @property
    def why(self) -> str:
        """Say what she hosts."""
        return _("You get this because you host %(title)s.", title=self.outing.title)


def event_of(owed: Owed) -> Event | None:
    """Return the event a letter to its host is about, None once nobody hosts it any more."""
    event = db.session.get(Event, owed.row)
    return event if event and event.hosting.is_active else None


def told_of(hosting: Hosting, way: Door) -> dict[str, Any]:
    """Return what every letter to a host says, read now."""
    account = db.session.get_one(Account, hosting.account_id)
    return {
        "recipient": account.email,
        "language": hosting.language,
        "zone": hosting.zone,
        "host": hosting.name,
        "way": way,
    }


def told(event: Event) -> dict[str, Any]:
    """Return what every letter about an event says to its host."""
    way = Personal(Purpose.HOST, event.hosting_id, expires_at=event.ends_at + WORKS)
    return told_of(event.hosting, way) | {"outing": Outing.of(event)}


def sample_host() -> dict[str, Any]:
    """Return Anna, as examples write to her."""
    return {
        "recipient": "anna.brandt@posteo.example",
        "language": "en",
        "zone": "Europe/London",
        "host": "Anna Brandt",
        "way": Shown(Purpose.HOST),
    }


def sample() -> dict[str, Any]:
    """Return Anna and her games night."""
    return sample_host() | {"outing": Outing.example()}
