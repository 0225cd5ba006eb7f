"""The invitation: what, when, where, who suggested it, and one button."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.directions import said as _
from coordinator.post.letters.blocks import Block, facts, p, words
from coordinator.post.letters.guest import sample
from coordinator.post.letters.guest.letter import GuestLetter, dated, invitation_of, told
from coordinator.post.letters.letter import by_name
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class InvitationLetter(GuestLetter):
    """The first letter about an event; it puts nothing into a calendar, unless its guest wants that each time."""

    kind: ClassVar[str] = "invitation"

    note: str

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the invitation; nothing is left to say once it is withdrawn, called off or begun."""
        invitation = invitation_of(owed)
        if invitation is None or not invitation.guest.address:
            return None
        event = invitation.event
        if event.is_called_off or event.has_begun:
            return None
        return cls(**told(invitation, invitation.guest.address), **dated(invitation), note=event.note)

    @classmethod
    def example(cls) -> Self:
        """Return Anna's invitation to Kim."""
        come = "Come for one game or stay for four, the soup is good and the rules are short."
        return cls(**sample.told(), note=f"I’ve booked the long table. {come}")

    @property
    def subject(self) -> str:
        """Name the host, if the name may stand in a header."""
        neutral, name = _("An invitation"), self.host_first
        return by_name(name, _("An invitation from %(host)s", host=name), neutral)

    @property
    def head(self) -> str:
        """Return the title."""
        return self.outing.title

    @property
    def body(self) -> list[Block]:
        """Return facts, the host's words, the disclosure, and then the button."""
        said = [words(self.note)] if self.note else []
        date = [p(_("The date is attached, as you wished for when %(host)s invites you.", host=self.host_first))]
        attached = date if self.entry else []
        return [facts(*self.outing.lines), *said, self.disclosure, self.answer_button, *attached, p(self.trust)]

    @property
    def trust(self) -> str:
        """Say who sees the answer, and how sure this site is of the host."""
        host = self.host_first
        if not self.host_address:
            return _(
                "Only %(host)s sees your answer. Opening the link tells nobody anything. "
                "This site could not check who %(host)s is. If you don’t know %(host)s, don’t answer.",
                host=host,
            )
        return _(
            "Only %(host)s sees your answer. Opening the link tells nobody anything. "
            "If you don’t know %(host)s (%(address)s), don’t answer.",
            host=host,
            address=self.host_address,
        )
