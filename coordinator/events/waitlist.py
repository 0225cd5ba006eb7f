"""The waiting list: it starts by itself when all places are taken, and a free place is an offer in time."""

from datetime import timedelta

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Invitation, Reply, coming
from coordinator.post.outbox import owe

OFFER = timedelta(hours=48)


def free_places(event: Event) -> int:
    """Return how many places are free; host and organiser have theirs, an offered place is taken."""
    said = event.organiser_reply.stands if event.organiser_reply else None
    organiser = said is not Answer.NO
    return event.capacity - 1 - organiser - coming(event.id) - _offered(event)


def settle(invitation: Invitation, *, wants: int) -> None:
    """Give a guest who wants places theirs, or put them on the list; zero takes them off it."""
    fits = wants <= free_places(invitation.event) + _held(invitation)
    invitation.waiting_since = None if fits or not wants else (invitation.waiting_since or clock.now())
    invitation.offered_until = None


def offer_free_places(event: Event) -> None:
    """Offer places that came free, in the order people came to the list."""
    db.session.flush()
    db.session.execute(_lapsed(event))
    waiting = (
        sa.select(Invitation)
        .join(Invitation.reply)
        .where(
            Invitation.event_id == event.id,
            Invitation.waiting_since.is_not(None),
            Invitation.offered_until.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    )
    for invitation in db.session.scalars(waiting.order_by(Invitation.waiting_since)):
        if not invitation.reply or invitation.reply.party > free_places(event):
            break
        until = min(clock.now() + OFFER, event.starts_at)
        invitation.offered_until = until
        owe(
            "waitlist_offer",
            f"invitation:{invitation.id}",
            reason=f"{until:%Y-%m-%dT%H:%M}",
            queue=f"guest:{invitation.guest_id}",
        )
        db.session.flush()


def _held(invitation: Invitation) -> int:
    """Count the places a guest has already, taken or offered."""
    if invitation.reply is None or invitation.answer is not Answer.YES:
        return 0
    offered = invitation.offered_until is not None and invitation.offered_until > clock.now()
    return invitation.reply.party if offered or invitation.waiting_since is None else 0


def _offered(event: Event) -> int:
    """Count the places that are held for somebody who was offered them."""
    held = (Invitation.event_id == event.id) & (Invitation.offered_until > clock.now())
    heads = sa.select(sa.func.coalesce(sa.func.sum(Reply.party), 0)).join(Reply.invitation)
    return db.session.scalar(heads.where(held)) or 0


def _lapsed(event: Event) -> sa.Update:
    """Move whoever let an offer pass to the end of the list."""
    passed = (Invitation.event_id == event.id) & (Invitation.offered_until <= clock.now())
    return sa.update(Invitation).where(passed).values(offered_until=None, waiting_since=clock.now())
