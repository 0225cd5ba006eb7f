"""Answering by calendar: the same as a click, through the same verb, and less where a message is odd or late."""

from dataclasses import dataclass, replace
from datetime import datetime

from coordinator import clock
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.events import answering, calendar_letter, organiser_reply
from coordinator.events.calendar_word import CalendarWord, Sort, last
from coordinator.events.event import Event
from coordinator.events.guest import Role
from coordinator.events.invitation import Answer, Author, Invitation
from coordinator.post.outbox import waits


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a calendar: of which date it speaks, when it was written, who signed it, in which words."""

    sequence: int
    written_at: datetime
    signed: tuple[str, ...] = ()
    comment: str = ""

    @property
    def said_at(self) -> datetime:
        """Return when it was written; nothing is from the future, so that no wrong clock shuts later answers out."""
        return min(self.written_at, clock.now())


def answer(invitation: Invitation, said: Answer, heard: Heard) -> bool:
    """Keep a guest's answer and say whether it counts; raises what a click would, `NotPossible` for old news.

    An answer to an old date changes nothing: the host reads it as one, and the guest is asked again.
    """
    event = _begin(invitation, Sort.ANSWER, heard)
    counts = heard.sequence == invitation.sequence
    if invitation.guest.role is Role.ORGANISER:
        heard = replace(heard, signed=(), comment="")  # no byte he typed lies among the words of guests (R1)
    if not counts:
        _ask_again(invitation)
    elif invitation.guest.role is Role.ORGANISER:
        organiser_reply.reply(event, said)
    else:
        answering.change_alone(invitation, said, Author.CALENDAR)
    _keep(invitation, Sort.ANSWER, heard).answer = said
    return counts


def propose(invitation: Invitation, starts_at: datetime | None, heard: Heard) -> None:
    """Let a guest propose another time: the host reads it, and nothing changes; raises as `answer` does."""
    _begin(invitation, Sort.PROPOSAL, heard)
    if invitation.guest.role is Role.ORGANISER:
        raise NotPossible  # the host chose the day without him
    _keep(invitation, Sort.PROPOSAL, heard).starts_at = starts_at


def _begin(invitation: Invitation, sort: Sort, heard: Heard) -> Event:
    """Take the event's lock; raises unless a message is about a date there was, and newer than what is known."""
    event = answering.begin(invitation).event
    before = last(invitation, sort)
    old_news = before is not None and (heard.sequence, heard.said_at) <= (before.sequence, before.said_at)
    if event.day_is_open or heard.sequence > invitation.sequence or old_news or _was_clicked_since(invitation, heard):
        raise NotPossible
    return event


def _ask_again(invitation: Invitation) -> None:
    """Mail the date as it is now, once, unless it is on its way already."""
    if not waits(f"guest:{invitation.guest_id}"):
        calendar_letter.again(invitation, f"again:{invitation.sequence}")


def _was_clicked_since(invitation: Invitation, heard: Heard) -> bool:
    """Say whether a later answer was given on a page: mail may be hours on its way."""
    if invitation.guest.role is Role.ORGANISER:
        said = invitation.event.organiser_reply
        return said is not None and said.at > heard.said_at
    reply = invitation.reply
    return reply is not None and reply.author is Author.GUEST and reply.at > heard.said_at


def _keep(invitation: Invitation, sort: Sort, heard: Heard) -> CalendarWord:
    """Note a message in place of the one before."""
    word = last(invitation, sort) or CalendarWord(invitation_id=invitation.id, sort=sort)
    word.sequence, word.said_at, word.comment = heard.sequence, heard.said_at, heard.comment
    known = {fingerprint(each) for each in (invitation.calendar_address, invitation.guest.address) if each}
    word.said_as = next((each for each in heard.signed if fingerprint(each) not in known), None)
    db.session.add(word)
    return word
