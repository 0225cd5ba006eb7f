"""The waiting list: it starts by itself when all places are taken, and a free place is an offer in time."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from coordinator import clock
from coordinator.consent.ending import Closing
from coordinator.database import db, write_first
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.post.outbox import owe

OFFER = timedelta(hours=48)
KEPT = timedelta(hours=48)  # who said yes before the event moved has so long to confirm before others are asked
# The heads of everyone who said yes and is not on the list, and of those to whom a place is offered.
STANDS = sa.or_(Reply.set_aside_at.is_(None), Reply.set_aside_at > sa.bindparam("kept_since"))
COMING = (Reply.answer == Answer.YES) & STANDS & Invitation.waiting_since.is_(None)
OVER = sa.exists().where(Closing.plan_id == sa.bindparam("plan_id"), Closing.shows_at <= sa.bindparam("now"))
HERE = (Invitation.event_id == sa.bindparam("event_id")) & Invitation.withdrawn_at.is_(None)
WAITING = HERE & Invitation.waiting_since.is_not(None)
TAKEN = (
    sa.select(sa.func.coalesce(sa.func.sum(Reply.party), 0), OVER, sa.exists().where(WAITING).correlate(None))
    .join(Reply.invitation)
    .where(HERE, sa.or_(COMING, Invitation.offered_until > sa.bindparam("now")))
)
LIST = (
    sa.select(Invitation)
    .join(Invitation.reply)
    .options(contains_eager(Invitation.reply))
    .where(WAITING)
    .order_by(Invitation.waiting_since)
)


@dataclass(frozen=True, slots=True)
class Places:
    """How many places of an event are free, and whether anybody waits for one; an offered place is taken."""

    free: int
    are_waited_for: bool


def places(event: Event) -> Places:
    """Count the free places; the host has hers, the organiser until he says no or is told not to come."""
    said = event.organiser_reply.stands if event.organiser_reply else None
    now = clock.now()
    bound = {"event_id": event.id, "plan_id": event.plan_id, "now": now, "kept_since": now - KEPT}
    taken, is_over, waited_for = db.session.execute(TAKEN, bound).one()
    free = event.capacity - 1 - (said is not Answer.NO and not is_over) - taken
    return Places(free, bool(waited_for))


def free_places(event: Event) -> int:
    """Return how many places are free."""
    return places(event).free


def settle(invitation: Invitation, free: int, *, wants: int) -> None:
    """Give a guest who wants places theirs, or put them on the list; zero takes them off it."""
    fits = wants <= free + _held(invitation)
    since = None if fits or not wants else (invitation.waiting_since or clock.now())
    if (invitation.waiting_since, invitation.offered_until) != (since, None):  # else nothing is there to be written
        invitation.waiting_since, invitation.offered_until = since, None


def offer_free_places(event: Event) -> None:
    """Offer places that came free, in the order people came to the list; who let an offer pass is its end."""
    write_first(f"event:{event.id}")  # as an answer does: else both could give the same place away
    now, waiting = clock.now(), list(db.session.scalars(LIST, {"event_id": event.id}))
    lapsed = [each for each in waiting if each.offered_until is not None and each.offered_until <= now]
    for invitation in lapsed:
        invitation.offered_until, invitation.waiting_since = None, now
    for invitation in [each for each in waiting if not each.offered_until and each not in lapsed] + lapsed:
        if not invitation.reply or invitation.reply.party > free_places(event):
            break
        until = min(now + OFFER, event.starts_at)
        invitation.offered_until = until
        owe(
            "waitlist_offer",
            f"invitation:{invitation.id}",
            reason=f"{until:%Y-%m-%dT%H:%M}",
            queue=f"guest:{invitation.guest_id}",
        )
        db.session.flush()


def _held(invitation: Invitation) -> int:
    """Count the places a guest has already, taken, offered, or kept until the answer is given anew."""
    said = invitation.reply
    if said is None or said.answer is not Answer.YES or (said.set_aside_at and said.set_aside_at <= clock.now() - KEPT):
        return 0
    offered = invitation.offered_until is not None and invitation.offered_until > clock.now()
    return said.party if offered or invitation.waiting_since is None else 0
