"""What a guest's own calendar said of an event: the newest answer, and the newest other time it would rather have.

Messages come in any order and more than once, so of each sort one is kept, the newest by SEQUENCE and DTSTAMP.
"""

import enum
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.contact import Address
from coordinator.database import Model, db
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Author, Invitation

COMMENT = 200  # characters


class Sort(enum.StrEnum):
    """What a calendar can say that is kept."""

    ANSWER = "answer"
    PROPOSAL = "proposal"


class CalendarWord(Model):
    """One thing a calendar said. `said_at` is its DTSTAMP; `sequence` that of the date it speaks of."""

    __tablename__ = "calendar_word"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True)
    sort: Mapped[Sort] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    said_at: Mapped[datetime]
    answer: Mapped[Answer | None]  # None for a proposal
    starts_at: Mapped[datetime | None]  # the other time that was proposed, if it could be read
    comment: Mapped[str] = mapped_column(sa.String(COMMENT), default="")
    said_as: Mapped[str | None] = mapped_column(Address)  # who signed it, where that is not whom it was mailed to


@dataclass(frozen=True, slots=True)
class Remark:
    """What is worth saying of one guest's calendar beside their answer."""

    old_answer: Answer | None = None  # to a date that has changed since
    proposes: bool = False
    starts_at: datetime | None = None  # what it proposes
    comment: str = ""
    said_as: str = ""


SILENT = Remark()


def last(invitation: Invitation, sort: Sort) -> CalendarWord | None:
    """Return the newest word of a sort, read anew."""
    return db.session.get(CalendarWord, (invitation.id, sort), populate_existing=True)


def forget(invitation: Invitation) -> None:
    """Delete what a calendar said to an invitation."""
    db.session.execute(sa.delete(CalendarWord).where(CalendarWord.invitation_id == invitation.id))


def remarks(event: Event, invitations: list[Invitation]) -> dict[int, Remark]:
    """Return by invitation what the host should read beside an answer; one statement for any number of guests."""
    said: defaultdict[int, dict[Sort, CalendarWord]] = defaultdict(dict)
    numbers = [each.id for each in invitations]
    for word in db.session.scalars(sa.select(CalendarWord).where(CalendarWord.invitation_id.in_(numbers))):
        said[word.invitation_id][word.sort] = word
    found = {each.id: _remark(each, event, said[each.id]) for each in invitations if each.id in said}
    return {number: remark for number, remark in found.items() if remark != SILENT}


def _remark(invitation: Invitation, event: Event, said: dict[Sort, CalendarWord]) -> Remark:
    """Put together what still holds: a comment goes with its answer, a proposal with its date until the next answer."""
    answer, proposal = said.get(Sort.ANSWER), said.get(Sort.PROPOSAL)
    sequence = event.sequence + invitation.calendar_steps
    reply = invitation.reply
    by_calendar = reply is not None and reply.author is Author.CALENDAR
    answered_at = answer.said_at if answer and by_calendar else reply.at if reply else None
    if proposal and proposal.sequence == sequence and (answered_at is None or proposal.said_at > answered_at):
        return Remark(
            proposes=True, starts_at=proposal.starts_at, comment=proposal.comment, said_as=proposal.said_as or ""
        )
    if answer is None:
        return SILENT
    if answer.sequence < sequence and invitation.answer is None:
        return Remark(old_answer=answer.answer, comment=answer.comment, said_as=answer.said_as or "")
    return Remark(comment=answer.comment, said_as=answer.said_as or "") if by_calendar else SILENT
