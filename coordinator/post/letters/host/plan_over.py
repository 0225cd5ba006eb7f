"""The plan is over: the same neutral words for the host, whoever ended it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import clock
from coordinator.consent.ending import closing
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.hosting import Hosting
from coordinator.links.link import Purpose
from coordinator.post.letters.blocks import Block, button, note, p
from coordinator.post.letters.host.letter import WORKS, HostLetter, sample_host, told_of
from coordinator.post.letters.ways import Personal
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class PlanOverHostLetter(HostLetter):
    """What goes on and what does not. It names no cause."""

    kind: ClassVar[str] = "plan_over_host"

    organiser: str

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the closing, once it shows; a host who stepped back has been told on her page."""
        hosting = db.session.get(Hosting, owed.row)
        if hosting is None or not hosting.is_active or closing(hosting.plan_id) is None:
            return None
        way = Personal(Purpose.HOST, hosting.id, expires_at=clock.now() + WORKS)
        return cls(**told_of(hosting, way), organiser=hosting.organiser_name)

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample_host(), organiser="Sam")

    @property
    def subject(self) -> str:
        """Say what it is about, without saying it on a lock screen."""
        return _("About your hosting")

    @property
    def head(self) -> str:
        """Say it."""
        return _("%(organiser)s’s plan is over", organiser=self.organiser)

    @property
    def body(self) -> list[Block]:
        """Return that nobody is named, and what happens with her event."""
        name = {"organiser": self.organiser}
        return [
            p(_("Several people have a say in that. We don’t share who or why, and it won’t reopen.")),
            note(_("If you have an event coming, it is still yours. %(organiser)s is told not to come.", **name)),
            p(_("You can hold it for everyone else, or call it off. Either is fine.")),
            button(_("Go to your page"), self.way),
        ]

    @property
    def why(self) -> str:
        """Say why she gets this."""
        return _("You get this because you hosted for this plan. There will be no other mail about it.")
