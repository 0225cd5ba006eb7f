"""A hosting: a friend who said yes, with the names as she writes them. No organiser's byte is in it."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.contact import MOST
from coordinator.database import Model, db
from coordinator.text import NAME

if TYPE_CHECKING:
    from coordinator.events.event import Event
    from coordinator.events.guest import Guest


def new_public_id() -> str:
    """Return an id for addresses; it opens nothing by itself."""
    return secrets.token_urlsafe(12)


class Hosting(Model):
    """Somebody who hosts for a plan, and the co-host if there is one.

    `organiser_name` is what the host calls the person who asked; guests read that, never what Sam typed (R1).
    """

    __tablename__ = "hosting"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    favour_id: Mapped[int | None] = mapped_column(sa.ForeignKey("favour.id", ondelete="SET NULL"))
    cohost_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(sa.String(NAME))
    organiser_name: Mapped[str] = mapped_column(sa.String(NAME))
    other_name: Mapped[str] = mapped_column(sa.String(NAME))
    address: Mapped[str] = mapped_column(sa.String(MOST), default="")  # shown to guests once checked
    language: Mapped[str] = mapped_column(sa.String(12), default="en")
    zone: Mapped[str] = mapped_column(sa.String(64))
    reply_to: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_at: Mapped[datetime | None]
    stepped_back_at: Mapped[datetime | None]
    guests: Mapped[list["Guest"]] = relationship(back_populates="hosting", order_by="Guest.id")
    events: Mapped[list["Event"]] = relationship(back_populates="hosting", order_by="Event.starts_at")

    @property
    def first_name(self) -> str:
        """Return the host's first name."""
        return self.name.split()[0]

    @property
    def is_active(self) -> bool:
        """Say whether she still hosts."""
        return self.stepped_back_at is None

    def confirm_address(self) -> None:
        """Note that the host proved her address by signing in through a letter sent to it."""
        self.checked_at = self.checked_at or clock.now()


def of_account(account_id: int) -> list[Hosting]:
    """Return what an account hosts or co-hosts, newest first."""
    mine = sa.or_(Hosting.account_id == account_id, Hosting.cohost_account_id == account_id)
    return list(db.session.scalars(sa.select(Hosting).where(mine).order_by(Hosting.id.desc())))


def confirm_address_of(account_id: int) -> None:
    """Note on all hostings of an account that its address is proved."""
    for hosting in of_account(account_id):
        if hosting.account_id == account_id:
            hosting.confirm_address()
