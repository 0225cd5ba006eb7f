"""Another address for an account, to the one it has now: its owner agrees, or stops it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.accounts.address_change import AddressChange, Side
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.post.letters.anybody.letter import AccountLetter, sample, told
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.ways import Plain, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class AddressOldLetter(AccountLetter):
    """Where the account would move: to `new`."""

    kind: ClassVar[str] = "address_old"
    is_urgent: ClassVar[bool] = True

    new: str
    way: Way

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the change, while it waits."""
        change = db.session.get(AddressChange, owed.subject_id)
        if change is None or not change.is_live or change.email is None:
            return None
        return cls(**told(change.account), new=change.email, way=Plain(f"/address/{change.token(Side.OLD)}"))

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample(), new="sam@okafor.example", way=Plain("/address/example"))

    @property
    def subject(self) -> str:
        """Say what it is about, without the address: it would show on a locked screen."""
        return _("Another address for your account")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Shall your account move to another address?")

    @property
    def body(self) -> list[Block]:
        """Return where to, the button, and what to do if it was somebody else."""
        return [
            p(_("Somebody who is signed in to your account wants it to move to %(address)s.", address=self.new)),
            button(_("Look at it and agree"), self.way),
            p(_("Both addresses have to agree within three days. Otherwise everything stays as it is.")),
            p(_("If it wasn’t you, say so on that page, and then sign out everywhere.")),
        ]

    @property
    def why(self) -> str:
        """Say why it came."""
        return _("You get this because it is about the safety of your account.")
