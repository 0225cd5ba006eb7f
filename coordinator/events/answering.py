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
from coordinator.events.dates import DateVote
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Author, Invitation, Reply
from coordinator.events.question import QuestionAnswer
from coordinator.instance import pace
from coordinator.links import link
from coordinator.post.outbox import owe
from coordinator.quiet import next_decent_hour

# Everything an answer hangs on, read in one statement once no other answer to the event can come between.
ALL = (
    sa.select(Invitation)
    .where(Invitation.id == sa.bindparam("id"))
    .options(
        joinedload(Invitation.reply),
        joinedload(Invitation.item),
        joinedload(Invitation.event).options(
            joinedload(Event.hosting),
            joinedload(Event.cancellation),
            joinedload(Event.organiser_reply),
            joinedload(Event.questions),
        ),
    )
    .execution_options(populate_existing=True)
)


def reply(  # noqa: PLR0913 - one answer has these parts
    invitation: Invitation,
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
    event = begin(invitation)
    yes = answer is Answer.YES
    party = min(max(party, 1), event.party_most) if yes else 1
    said, words = (answer, party, food if yes else "", author), (words or {}) if yes else {}
    if _stands(invitation, said, item_id if yes else None, words):
        return
    waitlist.settle(invitation, wants=party if yes else 0)
    row = invitation.reply or Reply(invitation=invitation)
    row.answer, row.party, row.food, row.author = said
    row.at, row.set_aside_at = clock.now(), None
    db.session.add(row)
    _bring(invitation, item_id if yes and invitation.waiting_since is None else None)
    _keep_words(invitation, words)
    db.session.flush()
    waitlist.offer_free_places(event)
    _tell_host(event)


def change_alone(invitation: Invitation, answer: Answer, author: Author) -> None:
    """Keep an answer that says no more than that; what else was said of coming stays; raises as `reply` does."""
    begin(invitation)
    before = invitation.reply
    said = sa.select(QuestionAnswer).where(QuestionAnswer.invitation_id == invitation.id)
    reply(
        invitation,
        answer,
        party=before.party if before else 1,
        food=before.food if before else "",
        item_id=invitation.item.id if invitation.item else None,
        words={each.question_id: each.words for each in db.session.scalars(said)},
        author=author,
    )


def take_back(invitation: Invitation) -> None:
    """Forget an answer that somebody else gave, or gave by mistake, and where they wanted letters about it."""
    event = begin(invitation)
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


def begin(invitation: Invitation) -> Event:
    """Take the event's lock, read what an answer hangs on, and return the event; raises unless it can be answered."""
    write_first(f"event:{invitation.event_id}")
    event = db.session.scalars(ALL, {"id": invitation.id}).unique().one().event
    event.must_be_open()
    if not invitation.is_live:
        raise NotPossible
    return event


def _stands(
    invitation: Invitation, said: tuple[Answer, int, str, Author], item_id: int | None, words: Mapping[int, str]
) -> bool:
    """Say whether an answer stands word for word; one set aside, on the list or with an offer has to be given anew."""
    row, item = invitation.reply, invitation.item
    if row is None or row.set_aside_at or invitation.waiting_since or invitation.offered_until:
        return False
    if (row.answer, row.party, row.food, row.author) != said or (item.id if item else None) != item_id:
        return False
    kept = sa.select(QuestionAnswer.question_id, QuestionAnswer.words)
    mine = db.session.execute(kept.where(QuestionAnswer.invitation_id == invitation.id))
    return {row[0]: row[1] for row in mine} == {number: said for number, said in words.items() if said}


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
    """Keep the answers to the host's own questions, and no empty ones."""
    known = {question.id for question in invitation.event.questions}
    if not known:
        return
    db.session.execute(sa.delete(QuestionAnswer).where(QuestionAnswer.invitation_id == invitation.id))
    for question_id, said in words.items():
        if said and question_id in known:
            db.session.add(QuestionAnswer(question_id=question_id, invitation_id=invitation.id, words=said))


def _tell_host(event: Event) -> None:
    """Owe the host a letter for the first answer, later ones in one letter the next morning."""
    subject = f"event:{event.id}"
    owe("first_answer", subject, not_before=_decent(clock.now(), event.hosting.zone))
    morning = _next_morning(event.hosting.zone)
    owe("digest", subject, reason=f"{morning:%Y-%m-%d}", not_before=morning)


def _decent(moment: datetime, zone: str) -> datetime:
    return next_decent_hour(moment, zone, start=pace().quiet_from_hour, end=pace().quiet_until_hour)


def _next_morning(zone: str) -> datetime:
    """Return the first decent hour of the next day where somebody lives."""
    tomorrow = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return _decent(tomorrow.replace(hour=0, minute=1), zone)
