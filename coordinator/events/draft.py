"""A draft: what a host has typed so far, kept as it is until she publishes it or throws it away."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, write_first


class EventDraft(Model):
    """One draft for each hosting. Nobody but its hosts reads it, so it may be unfinished or wrong."""

    __tablename__ = "event_draft"

    hosting_id: Mapped[int] = mapped_column(sa.ForeignKey("hosting.id", ondelete="CASCADE"), primary_key=True)
    typed: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)


def keep(hosting_id: int, typed: Mapping[str, str]) -> EventDraft:
    """Keep what was typed, in place of what was there before."""
    write_first(f"draft:{hosting_id}")  # a second click waits here, and finds the draft
    row = db.session.get(EventDraft, hosting_id) or EventDraft(hosting_id=hosting_id)
    row.typed, row.saved_at = dict(typed), clock.now()
    db.session.add(row)
    return row


def of(hosting_id: int) -> EventDraft | None:
    """Return the draft of a hosting, or None."""
    return db.session.get(EventDraft, hosting_id)


def discard(hosting_id: int) -> None:
    """Forget the draft; twice is once."""
    db.session.execute(sa.delete(EventDraft).where(EventDraft.hosting_id == hosting_id))
