"""An account was made for somebody: a link to sign in for the first time."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.accounts.sign_in import SignIn
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.instance import settings
from coordinator.post.letters.blocks import Block, button, p
from coordinator.post.letters.organiser.letter import OrganiserLetter, sample
from coordinator.post.letters.ways import Plain, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class InviteOrganiserLetter(OrganiserLetter):
    """The operator's invitation; its link works once, for a week."""

    kind: ClassVar[str] = "invite_organiser"

    way: Way

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the sign-in that was made for it, while it works."""
        row = db.session.get(SignIn, owed.subject_id)
        if row is None or not row.is_live or row.account is None:
            return None
        return cls(
            recipient=row.email,
            language=row.account.language,
            zone=row.account.zone,
            organiser=row.account.first_name,
            way=Plain(f"/sign-in/link/{row.token}"),
        )

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample(), way=Plain("/sign-in/link/example"))

    @property
    def subject(self) -> str:
        """Say it."""
        return _("Your account at Common Ground")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("An account for you")

    @property
    def body(self) -> list[Block]:
        """Return who made it, and the button."""
        operator = settings().operator_name
        made = _("%(operator)s, who runs this site, has made an account for you.", operator=operator)
        return [
            p(made if operator else _("An account was made for you.")),
            p(_("Common Ground is for getting back on friendly terms, slowly and in company, with friends who host.")),
            button(_("Sign in"), self.way),
            p(_("The link works once, for a week. If you don’t want an account, do nothing and it is deleted.")),
        ]

    @property
    def why(self) -> str:
        """Say why it came."""
        return _("You get this because somebody asked for an account for this address. There are no reminders.")
