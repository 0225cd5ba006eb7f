"""New answers since yesterday, in one letter the next morning."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host import news
from coordinator.post.letters.host.letter import EventLetter, event_of, sample, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class DigestLetter(EventLetter):
    """At most one a day, and only when there is something new."""

    kind: ClassVar[str] = "digest"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read whether anybody answered since the last letter."""
        event = event_of(owed)
        if event is None or event.is_called_off or event.has_begun:
            return None
        return cls(**told(event)) if news.has_answers(event, since=news.told_at(event)) else None

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample())

    @property
    def subject(self) -> str:
        """Say it."""
        return _("New answers")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("There are new answers")

    @property
    def body(self) -> list[Block]:
        """Return where to look."""
        return [
            p(_("People have answered for %(title)s since the last letter.", title=self.outing.title)),
            button(_("See the answers"), self.way),
        ]
