"""Leaving it for now: how often the other person did not take an invitation up, on the host's side alone.

No answer is kept, only a number for the plan, as answers go two weeks after an event and the rule has to outlive them.
The organiser reads nothing of it, and what he can see of missed events makes a pause of the same length.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.consent.ending import Cause, end
from coordinator.database import Model, db
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.instance import pace


class Rest(Model):
    """How many invitations in a row were not taken up in a plan; a yes makes it none again."""

    __tablename__ = "rest"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    unmet: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime | None]  # when the last of them began
    counted_until: Mapped[datetime | None]  # when the last event that was looked at began


def count(plan_id: int) -> None:
    """Count what has begun since; a third no in a row is a stop. Harmless twice, and due before answers are purged."""
    row = db.session.get(Rest, plan_id) or Rest(plan_id=plan_id, unmet=0)
    for began, answer in _uncounted(plan_id, row.counted_until):
        row.counted_until = began
        row.unmet, row.since = (0, None) if answer is Answer.YES else (row.unmet + 1, began)
    if row.counted_until is not None:
        db.session.add(row)
    if row.unmet >= pace().stop_after_noes:
        end(plan_id, Cause.STOP)
    db.session.flush()


def count_all() -> None:
    """Count every plan that has events; the daily purge calls it before it deletes answers."""
    for plan_id in db.session.scalars(sa.select(Event.plan_id).where(Event.starts_at <= clock.now()).distinct()):
        count(plan_id)


def resting_until(plan_id: int) -> datetime | None:
    """Return until when nothing new is planned after two noes or silences, or None; reads only."""
    row = db.session.get(Rest, plan_id)
    unmet, since = (row.unmet, row.since) if row else (0, None)
    for began, answer in _uncounted(plan_id, row.counted_until if row else None):
        unmet, since = (0, None) if answer is Answer.YES else (unmet + 1, began)
    if unmet < pace().rest_after_noes or since is None:
        return None
    until = since + timedelta(days=pace().pause_days)
    return until if until > clock.now() else None


def _uncounted(plan_id: int, since: datetime | None) -> list[tuple[datetime, Answer | None]]:
    """Return the beginnings of past events that she was really invited to, with her answer, oldest first.

    A yes that a move set aside still was a yes. Nobody is counted who was on a list and never got a link.
    """
    found = (
        sa.select(Event.starts_at, Reply.answer)
        .join(Invitation, Invitation.event_id == Event.id)
        .join(Guest, Guest.id == Invitation.guest_id)
        .outerjoin(Reply, Reply.invitation_id == Invitation.id)
        .where(
            Event.plan_id == plan_id,
            Event.published_at.is_not(None),
            Event.starts_at <= clock.now(),
            ~sa.exists().where(Cancellation.event_id == Event.id),
            Guest.role == Role.OTHER,
            Invitation.withdrawn_at.is_(None),
            sa.or_(Invitation.linked_at.is_not(None), Invitation.mailed_at.is_not(None)),
        )
    )
    if since is not None:
        found = found.where(Event.starts_at > since)
    return [(began, answer) for began, answer in db.session.execute(found.order_by(Event.starts_at))]
