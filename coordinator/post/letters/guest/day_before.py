"""The note a guest asked for, the day before, once."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator import clock
from coordinator.directions import said as _
from coordinator.events.answer import Answer
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, invitation_of, reach, told
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class DayBeforeLetter(GuestLetter):
    """A note for somebody who is coming. `bring` is the item they took, in the host's word."""

    kind: ClassVar[str] = "day_before"

    bring: str = ""

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read tomorrow's event; nothing is sent when the wish, the yes or tomorrow is no longer so."""
        invitation = invitation_of(owed)
        if invitation is None or (to := reach(invitation)) is None or not invitation.wants_note:
            return None
        if invitation.answer is not Answer.YES or invitation.waiting_since or invitation.event.is_called_off:
            return None
        letter = cls(**told(invitation, to), bring=invitation.item.name if invitation.item else "")
        return letter if letter.outing.is_tomorrow(clock.now()) else None

    @classmethod
    def example(cls) -> Self:
        """Return Kim's note."""
        return cls(**sample.told(says=Answer.YES), bring="Lemonade")

    @property
    def subject(self) -> str:
        """Say when."""
        return _("Tomorrow")

    @property
    def over(self) -> str:
        """Say that it was asked for."""
        return _("For %(guest)s. You asked for this note.", guest=self.guest)

    @property
    def head(self) -> str:
        """Say what is tomorrow."""
        return _("Tomorrow: %(title)s", title=self.outing.title)

    @property
    def body(self) -> list[Block]:
        """Return the facts, the disclosure, and the way to change the answer."""
        return [
            facts(*self.outing.lines),
            *([p(_("You said you’d bring: %(item)s", item=self.bring))] if self.bring else []),
            self.disclosure,
            p(_("If you can’t come after all, that’s fine. You can change your answer until it starts.")),
            button(_("See or change my answer"), self.way),
        ]

    @property
    def why(self) -> str:
        """Say that it is the only one."""
        return _("You get this because you asked for a note the day before. There will be no other.")
