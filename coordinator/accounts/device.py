"""A signed-in browser: one revocable row each; the cookie holds no more than its id."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db

IDLE, KEPT, LONGEST = timedelta(hours=12), timedelta(days=60), timedelta(days=60)
TOUCH = timedelta(hours=1)
FRESH = timedelta(minutes=30)


class Device(Model):
    """A browser somebody signed in with; deleted when they sign out."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(sa.String(43), primary_key=True, default=lambda: secrets.token_urlsafe(32))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(sa.String(60), default="")
    is_kept: Mapped[bool] = mapped_column(default=False)
    signed_in_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_live(self) -> bool:
        """Say whether the session still holds: 12 h idle unless kept, 60 days at most."""
        now = clock.now()
        return self.seen_at > now - (KEPT if self.is_kept else IDLE) and self.signed_in_at > now - LONGEST

    @property
    def is_fresh(self) -> bool:
        """Say whether the sign-in is recent enough for what cannot be undone."""
        return self.signed_in_at > clock.now() - FRESH

    @property
    def mark(self) -> str:
        """Return what pages name the browser by; nobody gets its key from it."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:16]

    def touch(self) -> bool:
        """Note that the browser is in use, at most once an hour; says whether there is something to keep."""
        if self.seen_at > clock.now() - TOUCH:
            return False
        self.seen_at = clock.now()
        return True


def revoke(key: str) -> None:
    """Sign one browser out; whoever does it twice changes nothing."""
    db.session.execute(sa.delete(Device).where(Device.id == key))


def revoke_all(account_id: int, *, but: str | None = None) -> None:
    """Sign an account out everywhere, or everywhere but on one browser."""
    db.session.execute(sa.delete(Device).where(Device.account_id == account_id, Device.id != (but or "")))


def of_account(account_id: int) -> list[Device]:
    """Return the browsers an account is signed in on, the one used last first."""
    mine = sa.select(Device).where(Device.account_id == account_id)
    rows = db.session.scalars(mine.order_by(Device.seen_at.desc(), Device.signed_in_at.desc()))
    return [row for row in rows if row.is_live]
