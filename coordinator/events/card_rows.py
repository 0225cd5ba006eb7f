"""The statements behind a guest's card, built once: reading columns costs a fifth of what loading objects does."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from coordinator.consent.ending import Closing
from coordinator.events.bring import BringItem
from coordinator.events.calendar_word import CalendarWord, Sort
from coordinator.events.dates import DateOption, DateVote
from coordinator.events.event import Cancellation, Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.events.organiser_reply import OrganiserReply
from coordinator.events.question import Question, QuestionAnswer
from coordinator.links.link import Link, Purpose


def _columns(model: type[DeclarativeBase], **names: str) -> list[sa.Label[Any]]:
    """Return columns of a table under the names a card has for them."""
    return [model.__table__.c[column].label(name) for name, column in names.items()]


def _same(model: type[DeclarativeBase], *names: str) -> list[sa.Label[Any]]:
    """Return columns of a table under their own names."""
    return _columns(model, **dict(zip(names, names, strict=True)))


LINK, INVITATION, REPLY, EVENT = (each.__table__ for each in (Link, Invitation, Reply, Event))
GUEST, HOSTING, ORGANISER = (each.__table__ for each in (Guest, Hosting, OrganiserReply))
OFF, CLOSING, ITEM, WORD = (each.__table__ for each in (Cancellation, Closing, BringItem, CalendarWord))
NOW = sa.bindparam("now", type_=Link.__table__.c.created_at.type)

OTHERS = Invitation.__table__.alias("others")
THEIRS = Reply.__table__.alias("theirs")
HEADS = (
    sa.select(sa.func.coalesce(sa.func.sum(THEIRS.c.party), 0))
    .select_from(OTHERS.join(THEIRS, THEIRS.c.invitation_id == OTHERS.c.id))
    .where(OTHERS.c.event_id == EVENT.c.id, OTHERS.c.withdrawn_at.is_(None))
    .correlate(EVENT)
)
PLACED = (THEIRS.c.answer == Answer.YES) & THEIRS.c.set_aside_at.is_(None) & OTHERS.c.waiting_since.is_(None)

THROUGH_A_LIVE_LINK = (
    (LINK.c.id == sa.bindparam("link_id"))
    & (LINK.c.purpose == Purpose.INVITATION)
    & LINK.c.revoked_at.is_(None)
    & sa.or_(LINK.c.expires_at.is_(None), LINK.c.expires_at > NOW)
    & (INVITATION.c.public_id == sa.bindparam("public_id"))
    & INVITATION.c.withdrawn_at.is_(None)
)

CARD = (
    sa.select(
        *_same(Invitation, "id", "public_id", "guest_id", "invited_at", "waiting_since", "offered_until"),
        *_same(Invitation, "wants_note"),
        INVITATION.c.calendar_address.is_not(None).label("has_calendar_letter"),
        *_columns(Guest, guest_name="name", guest_language="language", guest_zone="zone"),
        *_same(Guest, "wants_calendar_mail"),
        *_columns(Event, event_id="id"),
        *_same(Event, "kind", "title", "note", "starts_at", "ends_at", "zone", "place", "address", "capacity"),
        *_same(Event, "party_most", "answer_by", "moved_at", "was_starts_at", "was_place"),
        *_columns(Hosting, host_name="name", host_address="address"),
        *_same(Hosting, "checked_at", "organiser_name"),
        *_columns(OrganiserReply, organiser_answer="answer", organiser_set_aside_at="set_aside_at"),
        *_columns(Cancellation, called_off_at="at", called_off_words="words"),
        *_columns(Reply, said="answer", said_at="at", said_by="author"),
        WORD.c.answer.label("calendar_said"),
        (WORD.c.sequence < EVENT.c.sequence + INVITATION.c.calendar_steps).label("calendar_is_late"),
        *_same(Reply, "party", "food", "set_aside_at"),
        *_columns(BringItem, item_id="id", item_name="name"),
        CLOSING.c.plan_id.is_not(None).label("has_closed"),
        HEADS.where(PLACED).scalar_subquery().label("heads"),
        HEADS.where(OTHERS.c.offered_until > NOW).scalar_subquery().label("held"),
        sa.exists().where(Question.event_id == EVENT.c.id).correlate(EVENT).label("has_questions"),
        sa.exists().where(BringItem.event_id == EVENT.c.id).correlate(EVENT).label("has_things"),
        sa.exists().where(DateOption.event_id == EVENT.c.id).correlate(EVENT).label("is_poll"),
    )
    .select_from(
        LINK.join(INVITATION, INVITATION.c.id == LINK.c.subject_id)
        .join(GUEST, GUEST.c.id == INVITATION.c.guest_id)
        .join(EVENT, EVENT.c.id == INVITATION.c.event_id)
        .join(HOSTING, HOSTING.c.id == EVENT.c.hosting_id)
        .outerjoin(ORGANISER, ORGANISER.c.event_id == EVENT.c.id)
        .outerjoin(OFF, OFF.c.event_id == EVENT.c.id)
        .outerjoin(REPLY, REPLY.c.invitation_id == INVITATION.c.id)
        .outerjoin(WORD, (WORD.c.invitation_id == INVITATION.c.id) & (WORD.c.sort == Sort.ANSWER))
        .outerjoin(ITEM, ITEM.c.invitation_id == INVITATION.c.id)
        .outerjoin(CLOSING, (CLOSING.c.plan_id == EVENT.c.plan_id) & (CLOSING.c.shows_at <= NOW))
    )
    .where(THROUGH_A_LIVE_LINK)
)

OF_EVENT: sa.BindParameter[int] = sa.bindparam("event_id")
OF_GUEST: sa.BindParameter[int] = sa.bindparam("invitation_id")

# What a yes is asked, in one statement: the host's questions with this guest's answers, and what is left to bring.
QUESTIONS = (
    sa.select(*_same(Question, "id", "words", "asks"), *_columns(QuestionAnswer, said="words"))
    .add_columns(Question.__table__.c.position.label("place"))
    .select_from(
        Question.__table__.outerjoin(
            QuestionAnswer.__table__,
            (QuestionAnswer.question_id == Question.id) & (QuestionAnswer.invitation_id == OF_GUEST),
        )
    )
    .where(Question.event_id == OF_EVENT)
)
THINGS = (
    sa.select(*_columns(BringItem, id="id", words="name"), sa.null(), sa.null(), *_columns(BringItem, place="id"))
    .where(BringItem.event_id == OF_EVENT)
    .where(sa.or_(BringItem.invitation_id.is_(None), BringItem.invitation_id == OF_GUEST))
)
ASKED = sa.union_all(QUESTIONS, THINGS).order_by("place")

DAYS = (
    sa.select(*_same(DateOption, "id", "starts_at", "ends_at"), *_same(DateVote, "could"))
    .select_from(
        DateOption.__table__.outerjoin(
            DateVote.__table__, (DateVote.option_id == DateOption.id) & (DateVote.invitation_id == OF_GUEST)
        )
    )
    .where(DateOption.event_id == OF_EVENT)
    .order_by(DateOption.starts_at, DateOption.id)
)
