"""Things guests could bring: one for each guest, or none."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator.database import Model, db
from coordinator.errors import Enough
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.text import NAME

MOST = 20


class BringItem(Model):
    """Something to bring, and who takes it; free again when they cannot come."""

    __tablename__ = "bring_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(NAME))
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id", ondelete="SET NULL"), unique=True)
    event: Mapped[Event] = relationship(back_populates="items")
    invitation: Mapped[Invitation | None] = relationship(back_populates="item")


def list_items(event: Event, names: Sequence[str]) -> None:
    """Set what guests could bring; an item that stays keeps who takes it; raises `Enough`."""
    if len(names) > MOST:
        raise Enough
    free = list(names)  # the same thing may be wanted twice
    for item in list(event.items):
        if item.name in free:
            free.remove(item.name)
        else:
            db.session.delete(item)
    db.session.add_all(BringItem(event_id=event.id, name=name) for name in free)
    db.session.flush()
    db.session.expire(event, ["items"])
