"""The host's guest book: people as she calls them, an address only if she gives one."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.contact import Address, fingerprint
from coordinator.database import Model, db
from coordinator.events.hosting import Hosting, new_public_id
from coordinator.text import NAME

if TYPE_CHECKING:
    from coordinator.consent.stop import Stop
    from coordinator.consent.suppression import Suppression
    from coordinator.events.invitation import Invitation


class Role(enum.StrEnum):
    """Whom a line of the guest book means. Guests' pages never show it."""

    GUEST = "guest"
    ORGANISER = "organiser"
    OTHER = "other"


class Guest(Model):
    """A person in one host's guest book."""

    __tablename__ = "guest"
    __table_args__ = (
        sa.Index(
            "uq_guest_role",
            "hosting_id",
            "role",
            unique=True,
            sqlite_where=sa.text("role <> 'guest'"),
            postgresql_where=sa.text("role <> 'guest'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)
    hosting_id: Mapped[int] = mapped_column(sa.ForeignKey("hosting.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(NAME))
    role: Mapped[Role] = mapped_column(default=Role.GUEST)
    address: Mapped[str | None] = mapped_column(Address)
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    language: Mapped[str | None] = mapped_column(sa.String(12))
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    wants_calendar_mail: Mapped[bool] = mapped_column(default=False)
    named_by_guest: Mapped[bool] = mapped_column(default=False)
    chose_language: Mapped[bool] = mapped_column(default=False)
    bounced_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    hosting: Mapped[Hosting] = relationship(back_populates="guests")
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="guest")
    if TYPE_CHECKING:  # mapped where their classes are
        stops: Mapped[list["Stop"]]
        wishes: Mapped[list["Suppression"]]

    def reach_at(self, address: str | None) -> None:
        """Keep an address in its normal form, or forget it."""
        self.address = address
        self.fingerprint = fingerprint(address) if address else None
        self.bounced_at = None

    @property
    def mail_mark(self) -> str:
        """Return what tells letters to this address from those to an earlier one."""
        return (self.fingerprint or "")[:16]

    def read_in(self, language: str) -> None:
        """Keep the language a guest chose on a page, for the letters to come."""
        if language != self.reads:
            self.language, self.chose_language = language, True

    @property
    def reads(self) -> str:
        """Return the language letters and pages use for this guest."""
        return self.language or self.hosting.language


def is_other_person(plan_id: int, fingerprint: str) -> bool:
    """Say whether an address is the other person's in a host's book of a plan; no favour's letter goes there."""
    hers = sa.select(Guest.id).join(Guest.hosting).where(Guest.role == Role.OTHER, Guest.fingerprint == fingerprint)
    return db.session.scalar(hers.where(Hosting.plan_id == plan_id).limit(1)) is not None
