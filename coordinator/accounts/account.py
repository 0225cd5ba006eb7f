"""An account: an address that was proved, and what it may do here."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.contact import MOST
from coordinator.database import Model, db
from coordinator.text import NAME


class Account(Model):
    """Somebody with an address who can sign in; organisers are invited, hosts come by saying yes."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(MOST), unique=True)
    name: Mapped[str] = mapped_column(sa.String(NAME), default="")
    language: Mapped[str] = mapped_column(sa.String(12), default="en")  # "" until they chose one or signed in
    zone: Mapped[str] = mapped_column(sa.String(64))
    may_organise: Mapped[bool] = mapped_column(default=False)
    is_operator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    passkey_handle: Mapped[bytes] = mapped_column(sa.LargeBinary(32), default=lambda: secrets.token_bytes(32))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    verified_at: Mapped[datetime | None]
    idle_notice_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]  # deleted; what others still need hangs on the bare row

    @property
    def first_name(self) -> str:
        """Return what friends call them."""
        return self.name.split()[0] if self.name.split() else ""

    def hollow_out(self) -> None:
        """Take out of the row whatever says who it was; its address is one that nobody can type."""
        self.email, self.name, self.language, self.zone = f"gone:{self.id}", "", "", "UTC"
        self.may_organise = self.is_operator = self.is_active = False
        self.verified_at = self.idle_notice_at = None
        self.passkey_handle, self.gone_at = secrets.token_bytes(32), clock.now()


def by_email(email: str) -> Account | None:
    """Return the account of an address in its normal form, or None."""
    return db.session.scalar(sa.select(Account).where(Account.email == email))
