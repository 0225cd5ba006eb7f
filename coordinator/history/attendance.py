"""Who came, as the host marked it; a yes is never attendance, and the guest has the last word."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model
from coordinator.events.event import Event
from coordinator.events.guest import Guest


class Attendance(Model):
    """That the host marked somebody; no row means "not recorded", which is not "absent"."""

    __tablename__ = "attendance"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    guest_id: Mapped[int] = mapped_column(sa.ForeignKey("guest.id", ondelete="CASCADE"), primary_key=True, index=True)
    came: Mapped[bool]
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)
    disputed_at: Mapped[datetime | None]  # "I wasn't there": host and guest disagree, so it is not recorded
    hidden_at: Mapped[datetime | None]  # hidden from the organiser
    event: Mapped[Event] = relationship()
    guest: Mapped[Guest] = relationship()

    @property
    def counts(self) -> bool:
        """Say whether it is recorded that this person came."""
        return self.came and self.disputed_at is None
