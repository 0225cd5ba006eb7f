"""The question of the morning after: who came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from coordinator import clock
from coordinator.dates import hour, moment
from coordinator.directions import said as _
from coordinator.history import marking
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.host.letter import EventLetter, event_of, sample, told
from coordinator.post.outbox import Letter as Owed

EVENING = "17:00"


@dataclass(frozen=True, kw_only=True)
class WhoCameLetter(EventLetter):
    """A question that takes a minute. `until` is when the marks are frozen."""

    kind: ClassVar[str] = "who_came"

    until: datetime

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the event; nothing is left to ask once something is marked or the time to mark is over."""
        event = event_of(owed)
        if event is None or event.is_called_off or event.ends_at > clock.now():
            return None
        if event.marking_ends_at <= clock.now() or marking.marks(event):
            return None
        return cls(**told(event), until=event.marking_ends_at)

    @classmethod
    def example(cls) -> Self:
        """Return Anna's."""
        told = sample()
        return cls(**told, until=told["outing"].starts_at + timedelta(hours=72))

    @property
    def subject(self) -> str:
        """Ask."""
        return _("Who came?")

    @property
    def over(self) -> str:
        """Say whom it is for, and when."""
        return _("For %(name)s, the morning after", name=self.host.split()[0])

    @property
    def head(self) -> str:
        """Ask about last night, or about a day."""
        evening = hour(self.outing.ends_at, self.outing.zone) >= EVENING
        return _("Who came last night?") if evening else _("Who came yesterday?")

    @property
    def body(self) -> list[Block]:
        """Return how little it takes, the button, and until when."""
        return [
            p(_("It takes a minute on a phone. Mark whom you remember; anyone you leave out simply isn’t recorded.")),
            button(_("Mark who came"), self.way.page("came")),
            p(
                _(
                    "You can change it until %(moment)s. Thank you for hosting.",
                    moment=moment(self.until, self.outing.zone),
                )
            ),
        ]

    @property
    def why(self) -> str:
        """Say that it is the only one."""
        title = self.outing.title
        return _("You get this because you hosted %(title)s. There will be no other mail about it.", title=title)
