"""A lost link, mailed to the address it belongs to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self

from coordinator import clock
from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.guest import Guest
from coordinator.links.link import Purpose
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.ways import Personal, Shown, Way
from coordinator.post.outbox import Letter as Owed

WORKS = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FindLetter(Letter):
    """A link to what one host's guest book has about somebody; asked for on the site, by whoever typed the address."""

    kind: ClassVar[str] = "find"
    can_unsubscribe: ClassVar[bool] = True

    guest: str
    host: str
    way: Way

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the guest; for an unknown address there is none."""
        guest = db.session.get(Guest, owed.row)
        if guest is None or not guest.address:
            return None
        return cls(
            recipient=guest.address,
            language=guest.reads,
            zone=guest.zone or guest.hosting.zone,
            guest=guest.name,
            host=guest.hosting.name,
            way=Personal(Purpose.FIND, guest.id, expires_at=clock.now() + WORKS),
        )

    @classmethod
    def example(cls) -> Self:
        """Return Kim's link."""
        return cls(
            recipient="kim@posteo.example",
            language="en",
            zone="Europe/London",
            guest="Kim",
            host="Anna Brandt",
            way=Shown(Purpose.FIND),
        )

    @property
    def subject(self) -> str:
        """Say what it holds."""
        return _("Your link")

    @property
    def over(self) -> str:
        """Say whom it is for."""
        return _("For %(guest)s", guest=self.guest)

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Your own link")

    @property
    def body(self) -> list[Block]:
        """Return what the link opens, and for how long."""
        return [
            p(_("It opens what this site stores about you, because %(host)s invited you.", host=self.host)),
            button(_("Open it"), self.way),
            p(_("It works for a day and is yours alone. Your older links still work.")),
        ]

    @property
    def why(self) -> str:
        """Say who asked."""
        return _("You get this because somebody typed your address under “Find your link”. Nobody else is told.")

    @property
    def is_unwanted(self) -> bool:
        """Say whether this address wants nothing from here at all; a stop does not hide what is stored (R7)."""
        return is_suppressed(fingerprint(self.recipient))
