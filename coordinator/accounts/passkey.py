"""A passkey: a device's own key that signs somebody in without a letter (WebAuthn Level 2 §5)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.database import Model, db
from coordinator.instance import settings
from coordinator.post.outbox import owe

MOST = 10  # of one account
LONGEST_ID = 1023  # bytes, WebAuthn Level 2 §7.1, step 23
LONGEST_NAME = 60


class Passkey(Model):
    """A public key an account signs in with. It works at one host name; of its use the day alone is kept."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(LONGEST_ID), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # unsigned, of 32 bits
    host: Mapped[str] = mapped_column(sa.String(253), default=lambda: settings().host)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    made_on: Mapped[date] = mapped_column(default=lambda: clock.now().date())
    used_on: Mapped[date | None]
    account: Mapped[Account] = relationship()

    @property
    def works_here(self) -> bool:
        """Say whether it was made for the host name this site has now."""
        return self.host == settings().host

    def remove(self) -> None:
        """Let it open nothing any more, and tell its owner."""
        tell(self.account, "passkey_removed", self.id)
        db.session.delete(self)


def tell(account: Account, kind: str, number: int) -> None:
    """Owe the owner a letter about a passkey, in case somebody else did it; not where nothing can be mailed."""
    if settings().mails:
        owe(kind, f"account:{account.id}", reason=f"{number} {clock.now():%Y-%m-%dT%H:%M:%S}")


def of(account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return list(db.session.scalars(sa.select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)))


def has_any(account_id: int) -> bool:
    """Say whether an account has a passkey that works here."""
    here = (Passkey.account_id == account_id) & (Passkey.host == settings().host)
    return db.session.scalar(sa.select(Passkey.id).where(here).limit(1)) is not None


def hosts() -> dict[str, int]:
    """Return how many passkeys were made for which host name; those of another than this site's open nothing here."""
    counts = sa.select(Passkey.host, sa.func.count()).group_by(Passkey.host).order_by(Passkey.host)
    return {row[0]: row[1] for row in db.session.execute(counts)}
