"""Answering an invitation: say it, change it, take it back, until the event starts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from coordinator import clock
from coordinator.database import db, write_first
from coordinator.errors import NotPossible
from coordinator.events import calendar_word, waitlist
from coordinator.events.bring import BringItem
from coordinator.events.card import Card
from coordinator.events.dates import DateVote
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Author, Invitation, Reply
from coordinator.events.question import Question, QuestionAnswer
from coordinator.instance import pace
from coordinator.links import link
from coordinator.post.outbox import due, owe_together
from coordinator.quiet import next_decent_hour

Invited = Invitation | Card  # whichever is at hand: only its numbers count, as it is read anew

# Everything an answer hangs on, read in one statement once no other answer to the event can come between.
ALL = (
    sa.select(Invitation)
    .where(Invitation.id == sa.bindparam("id"))
    .options(
        joinedload(Invitation.reply),
        joinedload(Invitation.item),
        joinedload(Invitation.words),
        joinedload(Invitation.event).options(
            joinedload(Event.hosting),
            joinedload(Event.cancellation),
            joinedload(Event.organiser_reply),
        ),
    )
    .execution_options(populate_existing=True)
)


def reply(  # noqa: PLR0913 - one answer has these parts
    invited: Invited,
    answer: Answer,
    *,
    party: int = 1,
    food: str = "",
    item_id: int | None = None,
    words: Mapping[int, str] | None = None,
    author: Author = Author.GUEST,
) -> None:
    """Keep a guest's answer in place of an earlier one; raises `TooLate`, `AlreadyCalledOff`, `NotPossible`.

    A yes to a full event goes on the waiting list. A no gives up place and item. What stands already is not said again,
    so that a button pressed by itself changes nothing.
    """
    invitation = begin(invited)
    event, yes = invitation.event, answer is Answer.YES
    party = min(max(party, 1), event.party_most) if yes else 1
    said, words = (answer, party, food if yes else "", author), _filled(words) if yes else {}
    if _stands(invitation, said, item_id if yes else None, words):
        return
    places = waitlist.places(event)
    waitlist.settle(invitation, places.free, wants=party if yes else 0)
    row = invitation.reply
    if row is None:
        invitation.reply = row = Reply()
    row.answer, row.party, row.food, row.author = said
    row.at, row.set_aside_at = clock.now(), None
    _bring(invitation, item_id if yes and invitation.waiting_since is None else None)
    _keep_words(invitation, words)
    db.session.flush()
    if places.are_waited_for:
        waitlist.offer_free_places(event)
    _tell_host(event)


def change_alone(invitation: Invitation, answer: Answer, author: Author) -> None:
    """Keep an answer that says no more than that; what else was said of coming stays; raises as `reply` does."""
    begin(invitation)
    before = invitation.reply
    reply(
        invitation,
        answer,
        party=before.party if before else 1,
        food=before.food if before else "",
        item_id=invitation.item.id if invitation.item else None,
        words=_said(invitation),
        author=author,
    )


def take_back(invitation: Invitation) -> None:
    """Forget an answer that somebody else gave, or gave by mistake, and where they wanted letters about it."""
    event = begin(invitation).event
    forget(invitation)
    invitation.calendar_address, invitation.wants_note = None, False  # what waits to be mailed there is dropped
    link.revoke(link.Purpose.REPLY, invitation.id)  # nor does a calendar that has the date answer any more
    waitlist.offer_free_places(event)


def forget(invitation: Invitation) -> None:
    """Delete everything a guest answered to one invitation."""
    invitation.reply = None
    invitation.waiting_since = invitation.offered_until = None
    _bring(invitation, None)
    _keep_words(invitation, {})
    db.session.execute(sa.delete(DateVote).where(DateVote.invitation_id == invitation.id))
    calendar_word.forget(invitation)
    db.session.flush()


def begin(invited: Invited) -> Invitation:
    """Take the event's lock and read what an answer hangs on; raises unless it can be given or changed."""
    write_first(f"event:{invited.event_id}")
    invitation = db.session.scalars(ALL, {"id": invited.id}).unique().one()
    invitation.event.must_be_open()
    if not invitation.is_live:
        raise NotPossible
    return invitation


def _stands(
    invitation: Invitation, said: tuple[Answer, int, str, Author], item_id: int | None, words: Mapping[int, str]
) -> bool:
    """Say whether an answer stands word for word; one set aside, on the list or with an offer has to be given anew."""
    row, item = invitation.reply, invitation.item
    if row is None or row.set_aside_at or invitation.waiting_since or invitation.offered_until:
        return False
    brings = item.id if item else None
    return ((row.answer, row.party, row.food, row.author), brings, _said(invitation)) == (said, item_id, words)


def _bring(invitation: Invitation, item_id: int | None) -> None:
    """Free what the guest would have brought and take another item, if it is still free."""
    if invitation.item is not None and invitation.item.id != item_id:
        invitation.item = None
        db.session.flush()
    if item_id is not None:
        free = (BringItem.id == item_id) & (BringItem.event_id == invitation.event_id)
        still = sa.or_(BringItem.invitation_id.is_(None), BringItem.invitation_id == invitation.id)
        db.session.execute(sa.update(BringItem).where(free, still).values(invitation_id=invitation.id))


def _keep_words(invitation: Invitation, words: Mapping[int, str]) -> None:
    """Keep the answers to the host's own questions."""
    if words != _said(invitation):
        known = sa.select(Question.id).where(Question.event_id == invitation.event_id, Question.id.in_(words))
        kept = db.session.scalars(known).all() if words else ()
        invitation.words = [QuestionAnswer(question_id=number, words=words[number]) for number in kept]


def _said(invitation: Invitation) -> dict[int, str]:
    """Return what a guest answered to the host's own questions, by their numbers."""
    return {each.question_id: each.words for each in invitation.words}


def _filled(words: Mapping[int, str] | None) -> dict[int, str]:
    return {number: said for number, said in (words or {}).items() if said}


def _tell_host(event: Event) -> None:
    """Owe the host a letter for the first answer, later ones in one letter the next morning."""
    subject = f"event:{event.id}"
    morning = _next_morning(event.hosting.zone)
    owe_together(
        [
            due("first_answer", subject, not_before=_decent(clock.now(), event.hosting.zone)),
            due("digest", subject, reason=f"{morning:%Y-%m-%d}", not_before=morning),
        ]
    )


def _decent(moment: datetime, zone: str) -> datetime:
    return next_decent_hour(moment, zone, start=pace().quiet_from_hour, end=pace().quiet_until_hour)


def _next_morning(zone: str) -> datetime:
    """Return the first decent hour of the next day where somebody lives."""
    tomorrow = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return _decent(tomorrow.replace(hour=0, minute=1), zone)
