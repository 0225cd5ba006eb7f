"""Both are ready: who and for what is on the page alone, where it goes as soon as one of them takes it back."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.consent.readiness import event_to_tell_of
from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host.letter import EventLetter, event_of, sample, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class BothReadyLetter(EventLetter):
    """A letter that there is something to read, once for an event."""

    kind: ClassVar[str] = "both_ready"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read whether both still say so, and whether the event is the last they were both at."""
        event = event_of(owed)
        if event is None or event_to_tell_of(event.plan_id) is not event:
            return None
        return cls(**told(event))

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample())

    @property
    def subject(self) -> str:
        """Say where to look, without saying it on a lock screen."""
        return _("A word on your page")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("There is a word for you on your page")

    @property
    def body(self) -> list[Block]:
        """Return that it is hers alone, and that it may be gone again."""
        return [
            p(_("It is about two people who were at %(title)s, and only you can read it.", title=self.outing.title)),
            button(_("Read it"), self.way),
            p(_("It can be taken back at any time, so it isn’t written here. There is nothing you have to do.")),
        ]
