"""A passkey was taken off an account: its owner hears of it, in case it was somebody else."""

from dataclasses import dataclass
from typing import ClassVar

from coordinator.dates import moment
from coordinator.directions import said as _
from coordinator.post.letters.anybody.passkey_added import PasskeyAddedLetter
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.ways import Plain


@dataclass(frozen=True, kw_only=True)
class PasskeyRemovedLetter(PasskeyAddedLetter):
    """The same about the other change."""

    kind: ClassVar[str] = "passkey_removed"

    @property
    def subject(self) -> str:
        """Say it."""
        return _("A passkey was removed")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("A passkey was removed")

    @property
    def body(self) -> list[Block]:
        """Return when, and what to do if it was somebody else."""
        when = moment(self.at, self.zone)
        return [
            p(_("A passkey was removed from your account on %(moment)s. It signs nobody in any more.", moment=when)),
            p(_("If that was you, there is nothing to do. If not, sign in and look at what else was changed.")),
            button(_("See your passkeys"), Plain("/account/passkeys")),
        ]
