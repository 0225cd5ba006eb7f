"""A favour is asked. The organiser's own line is not in the letter: it goes once answered, and mail stays."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.consent.ending import has_ended
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.plans.favour import Favour
from coordinator.post.letters.blocks import Block, button, note, p
from coordinator.post.letters.friend.letter import FriendLetter, sample, told
from coordinator.post.letters.letter import by_name
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class FavourLetter(FriendLetter):
    """One question, once."""

    kind: ClassVar[str] = "favour"

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the favour, while it can be answered and the plan goes on."""
        favour = db.session.get(Favour, owed.row)
        if favour is None or not favour.is_open or has_ended(favour.plan_id):
            return None
        read = told(owed)
        return cls(**read) if read else None

    @classmethod
    def example(cls) -> Self:
        """Return Sam's question to Anna."""
        return cls(**sample())

    @property
    def subject(self) -> str:
        """Name who asks, if the name may stand in a header."""
        neutral, name = _("A favour"), self.organiser
        return by_name(name, _("%(organiser)s asks a favour", organiser=name), neutral)

    @property
    def head(self) -> str:
        """Say who asks."""
        return _("%(organiser)s asks you a favour", organiser=self.organiser)

    @property
    def body(self) -> list[Block]:
        """Return what is asked, that a no is easy, and the button."""
        names = {"organiser": self.organiser, "other": self.other}
        return [
            p(
                _(
                    "%(organiser)s would like to be on friendly terms with %(other)s again, the slow way: now and then "
                    "in the same group of people. %(organiser)s wonders whether you’d host something for a group, like "
                    "a games night.",
                    **names,
                )
            ),
            note(
                _(
                    "You can say no without giving a reason, and %(organiser)s won’t see which answer you chose.",
                    organiser=self.organiser,
                )
            ),
            p(_("You’d decide what, when, where and who. You don’t have to invite anyone.")),
            button(_("Read it and answer"), self.way),
            p(_("If you’d rather not answer at all, that’s an answer too.")),
        ]
