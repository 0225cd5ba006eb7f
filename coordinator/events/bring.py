"""Things guests could bring: one for each guest, or none."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator.database import Model
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.text import NAME

MOST = 20


class BringItem(Model):
    """Something to bring, and who takes it; free again when they cannot come."""

    __tablename__ = "bring_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(NAME))
    invitation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("invitation.id", ondelete="SET NULL"), unique=True
    )
    event: Mapped[Event] = relationship(back_populates="items")
    invitation: Mapped[Invitation | None] = relationship(back_populates="item")
