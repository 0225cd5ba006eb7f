"""The day is known: the host picked one of those she had offered, and everyone is asked whether they come."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, facts, p
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, reach, told
from coordinator.post.letters.letter import by_name
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class DateChosenLetter(GuestLetter):
    """The result of a date poll; who could when is nobody's business but the host's."""

    kind: ClassVar[str] = "date_chosen"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the event; whoever has answered since hears nothing more."""
        invitation = invitation_of(owed)
        if invitation is None or (to := reach(invitation)) is None or invitation.answer is not None:
            return None
        event = invitation.event
        if event.is_called_off or event.has_begun or event.options:
            return None
        return cls(**told(invitation, to), **dated(invitation))

    @classmethod
    def example(cls) -> Self:
        """Return the games night, its day picked."""
        return cls(**sample.told())

    @property
    def subject(self) -> str:
        """Name the host, if the name may stand in a header."""
        neutral, name = _("The day is set"), self.host_first
        return by_name(name, _("%(host)s has picked a day", host=name), neutral)

    @property
    def head(self) -> str:
        """Say the day."""
        return _("It’s on %(day)s", day=self.outing.date)

    @property
    def body(self) -> list[Block]:
        """Return the facts, the disclosure, and then the button."""
        return [
            p(_("%(host)s has picked the day for %(title)s.", host=self.host_first, title=self.outing.title)),
            facts(*self.outing.lines),
            self.disclosure,
            self.answer_button,
            p(_("An answer, or none: both are fine.")),
        ]
