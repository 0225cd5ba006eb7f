"""What guests must hear: a move asks everyone who said yes once more, a calling off tells all but the noes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from coordinator import clock
from coordinator.consent.ending import bring_forward
from coordinator.database import db, write_first
from coordinator.events import organiser_reply  # noqa: F401 - completes the mapping of Event.organiser_reply
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.events.kinds import Sort
from coordinator.events.morning_after import ask_who_came, let_be
from coordinator.instance import pace
from coordinator.post.outbox import owe
from coordinator.quiet import next_decent_hour


def move(  # noqa: PLR0913 - a date and a place have these parts
    event: Event,
    *,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    place: str,
    address: str,
    sort: Sort,
) -> bool:
    """Change date or place; every yes is set aside until confirmed. Says whether anything moved."""
    event.must_be_open()
    before = (event.starts_at, event.ends_at, event.zone, event.place, event.address)
    if before == (starts_at, ends_at, zone, place, address):
        event.sort = sort
        return False
    event.was_starts_at, event.was_place = event.starts_at, event.where
    event.starts_at, event.ends_at, event.zone = starts_at, ends_at, zone
    event.place, event.address, event.sort = place, address, sort
    event.revised_at = clock.now()
    if event.is_published:
        event.moved_at = clock.now()
        event.sequence += 1
        _ask_again(event)
        ask_who_came(event)
        bring_forward(event.plan_id)
    return True


def settle_day(event: Event, *, starts_at: datetime, ends_at: datetime) -> None:
    """Say which of the days offered it is; everyone who has not said no is asked whether they come."""
    event.starts_at, event.ends_at = starts_at, ends_at
    event.sequence += 1
    event.revised_at = clock.now()
    for invitation in _reachable(event):
        if invitation.answer is not Answer.NO:
            _owe(invitation, "date_chosen", f"{event.sequence}")
    _set_yeses_aside(event)
    _tell_organiser(event, "changed_organiser")
    bring_forward(event.plan_id)


def call_off(event: Event, words: str = "") -> Cancellation:
    """Call an event off and owe a letter to everyone who has not said no; a second click calls off nothing more."""
    write_first(f"event:{event.id}")
    db.session.refresh(event, ["cancellation"])
    if event.cancellation is not None:
        return event.cancellation
    cancellation = event.call_off(words)
    let_be(event)
    db.session.flush()
    for invitation in _reachable(event):
        if invitation.answer is not Answer.NO:
            _owe(invitation, "called_off", f"{event.sequence}")
    _tell_organiser(event, "called_off_organiser")
    return cancellation


def _ask_again(event: Event) -> None:
    """Set every yes aside, the organiser's too, and owe those who had not said no a letter."""
    db.session.flush()
    for invitation in _reachable(event):
        has_date = invitation.reply or invitation.calendar_address
        declined = invitation.reply and invitation.reply.answer is Answer.NO
        if has_date and not declined and invitation.change_letters < pace().change_letters:
            invitation.change_letters += 1
            _owe(invitation, "changed", f"{event.sequence}")
    _set_yeses_aside(event)
    _tell_organiser(event, "changed_organiser")


def _set_yeses_aside(event: Event) -> None:
    """Make every yes a "please confirm", the organiser's too."""
    if event.organiser_reply and event.organiser_reply.answer is Answer.YES:
        event.organiser_reply.set_aside_at = clock.now()
    db.session.flush()
    of_event = Reply.invitation_id.in_(sa.select(Invitation.id).where(Invitation.event_id == event.id))
    yes = of_event & (Reply.answer == Answer.YES) & Reply.set_aside_at.is_(None)
    db.session.execute(sa.update(Reply).where(yes).values(set_aside_at=clock.now()))
    db.session.expire_all()


def _reachable(event: Event) -> list[Invitation]:
    """Return the invitations that were handed over and that a letter could reach; nobody hears news before that."""
    live = (Invitation.event_id == event.id) & Invitation.withdrawn_at.is_(None)
    handed_over = sa.or_(Invitation.linked_at.is_not(None), Invitation.mailed_at.is_not(None))
    by_mail = sa.or_(Guest.address.is_not(None), Invitation.calendar_address.is_not(None))
    found = sa.select(Invitation).join(Invitation.guest).where(live, handed_over, by_mail)
    return list(db.session.scalars(found.options(contains_eager(Invitation.guest), joinedload(Invitation.reply))))


def _tell_organiser(event: Event, kind: str) -> None:
    """Owe the organiser a letter in a queue of his own, so that trouble with a host's mail never shows in his (R3)."""
    owe(kind, f"event:{event.id}", reason=f"{event.sequence}", queue=f"organiser-of:{event.plan_id}")


def _owe(invitation: Invitation, kind: str, reason: str) -> None:
    rule, zone = pace(), invitation.guest.zone or invitation.event.hosting.zone
    decent = next_decent_hour(clock.now(), zone, start=rule.quiet_from_hour, end=rule.quiet_until_hour)
    queue = f"guest:{invitation.guest_id}"
    owe(
        kind,
        f"invitation:{invitation.id}",
        reason=reason,
        queue=queue,
        not_before=decent,
    )
