"""A friend has said yes: her own link to where she hosts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self

from flask_babel import gettext as _

from coordinator import clock
from coordinator.database import db
from coordinator.events.hosting import Hosting
from coordinator.links.link import Purpose
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host.letter import HostLetter, sample_host, told_of
from coordinator.post.letters.ways import Personal
from coordinator.post.outbox import Letter as Owed

WORKS = timedelta(days=90)  # as far ahead as an event can be


@dataclass(frozen=True, kw_only=True)
class HostWelcomeLetter(HostLetter):
    """What hosting means, and the link to begin with. `organiser` is the name as the host writes it."""

    kind: ClassVar[str] = "host_welcome"

    organiser: str

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the hosting, while she still hosts."""
        hosting = db.session.get(Hosting, owed.row)
        if hosting is None or not hosting.is_active:
            return None
        way = Personal(Purpose.HOST, hosting.id, expires_at=clock.now() + WORKS)
        return cls(**told_of(hosting, way), organiser=hosting.organiser_name)

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample_host(), organiser="Sam")

    @property
    def subject(self) -> str:
        """Say it."""
        return _("Thank you for hosting")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Thank you for hosting")

    @property
    def body(self) -> list[Block]:
        """Return what is hers to decide, the link, and that she can stop."""
        return [
            p(_("You decide what, when and where, and who comes. There is no hurry.")),
            p(
                _(
                    "Everyone you invite reads that %(organiser)s is invited too and suggested getting people "
                    "together. Answers come to you alone.",
                    organiser=self.organiser,
                )
            ),
            button(_("Go to your page"), self.way),
            p(_("You can stop at any time, and so can each guest.")),
        ]

    @property
    def why(self) -> str:
        """Say why she gets this."""
        return _("You get this because you said you’d be glad to host.")
