"""Called off: there is nothing to do."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import clock
from coordinator.directions import said as _
from coordinator.events.answer import Answer
from coordinator.post.letters.blocks import Block, p, words
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, reach, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class CalledOffLetter(GuestLetter):
    """An event that is not going to be, and the host's word about it."""

    kind: ClassVar[str] = "called_off"

    note: str

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the cancellation; who said no, or would read it too late, hears nothing."""
        invitation = invitation_of(owed)
        if invitation is None or (to := reach(invitation)) is None or invitation.answer is Answer.NO:
            return None
        event = invitation.event
        if event.cancellation is None or event.ends_at <= clock.now():
            return None
        return cls(
            **told(invitation, to),
            **dated(invitation),
            note=event.cancellation.words,
        )

    @classmethod
    def example(cls) -> Self:
        """Return the games night, called off."""
        return cls(**sample.told(), note="The café has a burst pipe, sorry all. Another time.")

    @property
    def subject(self) -> str:
        """Say it."""
        return _("Called off")

    @property
    def head(self) -> str:
        """Say who called it off."""
        return _("%(host)s has called it off", host=self.host_first)

    @property
    def body(self) -> list[Block]:
        """Return that it is off, why, and what calendars do."""
        off = _(
            "%(title)s on %(day)s isn’t happening. There is nothing you need to do.",
            title=self.outing.title,
            day=self.outing.date,
        )
        return [p(off), *([words(self.note)] if self.note else []), p(self.calendars)]

    @property
    def calendars(self) -> str:
        """Say what calendars do by themselves."""
        if self.entry:
            return _("This letter takes the date you were mailed out of your calendar.")
        return _("A subscribed calendar takes it out by itself. A date you added by hand has to be taken out by hand.")
