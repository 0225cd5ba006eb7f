"""An event is called off."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import clock
from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, p
from coordinator.post.letters.organiser.letter import OutingLetter, sample_outing, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class CalledOffOrganiserLetter(OutingLetter):
    """What the host published: that it is off."""

    kind: ClassVar[str] = "called_off_organiser"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the event."""
        read = told(owed)
        if read is None or read[0].cancellation is None or read[0].ends_at <= clock.now():
            return None
        return cls(**read[1])

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample_outing())

    @property
    def subject(self) -> str:
        """Say it."""
        return _("Called off")

    @property
    def head(self) -> str:
        """Say who called it off."""
        return _("%(host)s has called it off", host=self.host)

    @property
    def body(self) -> list[Block]:
        """Return that there is nothing to do."""
        off = _(
            "%(title)s on %(day)s isn’t happening. There is nothing you need to do.",
            title=self.outing.title,
            day=self.outing.date,
        )
        return [p(off), p(_("If you put the date into your calendar by hand, take it out by hand."))]
