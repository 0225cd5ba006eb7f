"""A sign-in: link and code, both derived from the row while the letter is written (security.md)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from coordinator.accounts.account import Account
from coordinator.accounts.sign_in import SignIn
from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events.guest import is_other_person
from coordinator.events.hosting import of_account
from coordinator.post.letters.anybody.letter import AccountLetter, sample, told
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.ways import Plain, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class SignInLetter(AccountLetter):
    """A letter somebody waits for."""

    kind: ClassVar[str] = "sign_in"
    is_urgent: ClassVar[bool] = True

    code: str
    way: Way

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the sign-in, while it works; for an unknown address there is none, and nothing is sent."""
        row = db.session.get(SignIn, owed.subject_id)
        if row is None or not row.is_live or row.account is None or _is_typed_for_another(row.account):
            return None
        return cls(**told(row.account), code=row.code, way=Plain(f"/sign-in/link/{row.token}"))

    @classmethod
    def example(cls) -> Self:
        """Return Sam's."""
        return cls(**sample(), code="274193", way=Plain("/sign-in/link/example"))

    @property
    def subject(self) -> str:
        """Say it, without the code: it would show on a locked screen."""
        return _("Your sign-in")

    @property
    def head(self) -> str:
        """Say it again."""
        return _("Sign in to Common Ground")

    @property
    def body(self) -> list[Block]:
        """Return the button, the code, and what to do if nobody asked."""
        return [
            p(_("The link works once, for 15 minutes.")),
            button(_("Sign in"), self.way),
            p(_("Or type this code in the browser where you asked for it:")),
            facts(self.code),
            p(_("If you didn’t ask for this, do nothing. Never tell anybody the code.")),
        ]

    @property
    def why(self) -> str:
        """Say who asked."""
        return _("You get this because somebody typed this address to sign in.")


def _is_typed_for_another(account: Account) -> bool:
    """Say whether a host's address that nobody has proved is that of the person the plan is about, or wants no mail.

    Whoever says yes to a favour types any address; nothing may arrive there because of it, and the page is the same.
    """
    if account.verified_at is not None:
        return False
    mark, plans = fingerprint(account.email), {each.plan_id for each in of_account(account.id)}
    return any(is_other_person(plan, mark) or is_suppressed(mark, plan_id=plan) for plan in plans)
