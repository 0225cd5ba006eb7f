"""What letters to a friend share: whom they are from, and until when the address is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.dates import date
from coordinator.directions import said as _
from coordinator.events.guest import is_other_person
from coordinator.instance import settings
from coordinator.links.link import Purpose
from coordinator.plans.favour import Favour
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.ways import Door, Personal, Shown, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class FriendLetter(Letter):
    """A letter to a friend about one favour. `until` is when the address goes."""

    can_unsubscribe: ClassVar[bool] = True

    plan_id: int
    friend: str
    organiser: str
    other: str
    until: datetime
    way: Door

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(name)s", name=self.friend)

    @property
    def why(self) -> str:
        """Say who gave the address, and until when it is kept."""
        return _(
            "%(organiser)s gave this site your address for this one question. It is deleted on %(day)s, "
            "whatever you do. There are no reminders.",
            organiser=self.organiser,
            day=date(self.until, self.zone),
        )

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Lead to what is stored."""
        return [(_("What’s stored about you"), self.way.page("data"))]

    @property
    def is_unwanted(self) -> bool:
        """Say whether this friend asked not to be asked, or is the very person the plan is about."""
        whose = fingerprint(self.recipient)
        return is_suppressed(whose, plan_id=self.plan_id, favours=True) or is_other_person(self.plan_id, whose)


def told(owed: Owed) -> dict[str, Any] | None:
    """Return what a letter about a favour says, None once the address is gone or it was answered."""
    favour = db.session.get(Favour, owed.row)
    if favour is None or not favour.friend.address or favour.answer:
        return None
    organiser = favour.plan.organiser
    return {
        "recipient": favour.friend.address,
        "language": organiser.language,  # a friend's own is not known
        "zone": settings().time_zone,  # nor is a friend's zone; the quiet hours of favours are the site's
        "plan_id": favour.plan_id,
        "friend": favour.friend.name,
        "organiser": organiser.first_name,
        "other": favour.plan.other_name,
        "until": favour.lapses_at,
        "way": Personal(Purpose.FAVOUR, favour.id, expires_at=favour.lapses_at),
    }


def sample() -> dict[str, Any]:
    """Return Anna, as Sam asks her."""
    return {
        "recipient": "anna.brandt@posteo.example",
        "language": "en",
        "zone": "Europe/London",
        "plan_id": 0,
        "friend": "Anna",
        "organiser": "Sam",
        "other": "Kim",
        "until": datetime.fromisoformat("2026-11-29T09:00+00:00"),
        "way": Shown(Purpose.FAVOUR),
    }
