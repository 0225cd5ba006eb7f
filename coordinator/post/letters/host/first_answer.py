"""The first answer is in; whose and which is on her page."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host import news
from coordinator.post.letters.host.letter import EventLetter, event_of, sample, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class FirstAnswerLetter(EventLetter):
    """A letter for the first answer alone; later ones come in one letter a day at most."""

    kind: ClassVar[str] = "first_answer"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read whether there still is an answer to look at."""
        event = event_of(owed)
        if event is None or event.is_called_off or event.has_begun or not news.has_answers(event):
            return None
        return cls(**told(event))

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        return cls(**sample())

    @property
    def subject(self) -> str:
        """Say it."""
        return _("The first answer")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("The first answer is in")

    @property
    def body(self) -> list[Block]:
        """Return where to look, and how often there will be letters."""
        return [
            p(_("Somebody has answered for %(title)s. Who and what is on your page.", title=self.outing.title)),
            button(_("See the answers"), self.way),
            p(_("From now on there is one letter a day at most, and none when there is nothing new.")),
        ]
