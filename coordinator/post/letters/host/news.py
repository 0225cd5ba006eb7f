"""Whether a host has answers to look at, and new ones."""

from datetime import datetime

import sqlalchemy as sa

from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation, Reply
from coordinator.post.outbox import Letter, LetterState

TOLD_BY = ("first_answer", "digest")


def has_answers(event: Event, since: datetime | None = None) -> bool:
    """Say whether somebody on the list answered, after `since` if it is given."""
    answers = sa.select(Reply.invitation_id).join(Reply.invitation)
    answers = answers.where(Invitation.event_id == event.id, Invitation.withdrawn_at.is_(None))
    if since is not None:
        answers = answers.where(Reply.at > since)
    return db.session.scalar(answers.limit(1)) is not None


def told_at(event: Event) -> datetime | None:
    """Return when the host last had a letter about answers."""
    mine = (Letter.subject == f"event:{event.id}") & Letter.kind.in_(TOLD_BY) & (Letter.state == LetterState.SENT)
    return db.session.scalar(sa.select(sa.func.max(Letter.sent_at)).where(mine))
