"""An event has another date or place: he is asked again, like everybody."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.organiser.letter import OutingLetter, sample_outing, told
from coordinator.post.letters.ways import Plain
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class ChangedOrganiserLetter(OutingLetter):
    """When it is now. `is_asked` says whether his own yes was set aside."""

    kind: ClassVar[str] = "changed_organiser"

    is_asked: bool

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the event as it is now."""
        read = told(owed)
        if read is None or read[0].is_called_off or read[0].has_begun:
            return None
        own = read[0].organiser_reply
        return cls(**read[1], is_asked=bool(own and own.set_aside_at))

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample_outing(), is_asked=True)

    @property
    def subject(self) -> str:
        """Say it."""
        return _("A change of plan")

    @property
    def head(self) -> str:
        """Say who changed it."""
        return _("%(host)s has changed something", host=self.host)

    @property
    def body(self) -> list[Block]:
        """Return when it is now, and what is asked."""
        again = _("Your earlier yes is set aside. Answer once more if you’d like to come; doing nothing is fine too.")
        title = self.outing.title
        return [
            p(_("%(title)s has another date or place. This is when it is now:", title=title)),
            facts(*self.outing.lines),
            *([p(again)] if self.is_asked else []),
            p(_("The place shows on your page from two days before.")),
            button(_("Go to your page"), Plain("/home")),
        ]
