"""Whoever hosted along hosts alone from now on, because the host deleted her account."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import clock
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.hosting import Hosting
from coordinator.links.link import Purpose
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host.letter import WORKS, HostLetter, sample_host, told_of
from coordinator.post.letters.ways import Personal
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class TakesOverLetter(HostLetter):
    """That guests read another name now, and how to hand it back. It names nobody who is gone."""

    kind: ClassVar[str] = "takes_over"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the hosting; whoever handed it on since needs no letter."""
        hosting = db.session.get(Hosting, owed.row)
        if hosting is None or not hosting.is_active or owed.reason != f"{hosting.account_id}":
            return None
        return cls(**told_of(hosting, Personal(Purpose.HOST, hosting.id, expires_at=clock.now() + WORKS)))

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample_host())

    @property
    def subject(self) -> str:
        """Say what it is about."""
        return _("About your hosting")

    @property
    def head(self) -> str:
        """Say it."""
        return _("You host alone now")

    @property
    def body(self) -> list[Block]:
        """Return what changed and what she can do."""
        return [
            p(_("The person you hosted with has deleted their account here. What you planned goes on with you.")),
            p(_("Guests read your name and your address from now on. You can call it off, or step back, at any time.")),
            button(_("Go to your page"), self.way),
        ]

    @property
    def why(self) -> str:
        """Say why she gets this."""
        return _("You get this because you host on this site.")
