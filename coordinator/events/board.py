"""The board: everything the host reads of one event, in as many statements for sixty guests as for five."""

import enum
from collections import defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coordinator import clock
from coordinator.consent.ending import closing
from coordinator.consent.retention import ANSWERS
from coordinator.consent.stop import known_to_host
from coordinator.database import db
from coordinator.events import calendar_word
from coordinator.events.bring import BringItem
from coordinator.events.calendar_word import SILENT, Remark
from coordinator.events.dates import Could, DateOption
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Answer, Invitation
from coordinator.events.question import Question, QuestionAnswer
from coordinator.instance import pace
from coordinator.post.outbox import Letter, LetterState


class Standing(enum.StrEnum):
    """Where somebody stands. "Invited" is the only word for no answer yet."""

    COMING = "coming"
    WAITING = "waiting"
    OFFERED = "offered"
    UNDECIDED = "undecided"
    NO = "no"
    ASKED_AGAIN = "asked_again"
    CHOSE_DAYS = "chose_days"
    RETURNED = "returned"
    INVITED = "invited"
    NEW = "new"
    LEFT_OUT = "left_out"


# What a long list begins with is what the host can do something about.
IN_ORDER = (
    Standing.RETURNED, Standing.NEW, Standing.ASKED_AGAIN, Standing.COMING, Standing.OFFERED, Standing.WAITING,
    Standing.CHOSE_DAYS, Standing.UNDECIDED, Standing.INVITED, Standing.NO, Standing.LEFT_OUT,
)  # fmt: skip
LONG = 12  # people on a list that is still read from end to end


@dataclass(frozen=True)
class Line:
    """One person on the board."""

    invitation: Invitation
    standing: Standing
    remark: Remark = SILENT
    wants_out: bool = False  # asked to be left out of things with the organiser, and ticked that the host may know

    @property
    def guest(self) -> Guest:
        """Return whom the line means."""
        return self.invitation.guest

    @property
    def is_organiser(self) -> bool:
        """Say whether this is the person who asked; the only line that says a role."""
        return self.guest.role is Role.ORGANISER

    @property
    def heads(self) -> int:
        """Return how many places this line takes now."""
        reply = self.invitation.reply
        return reply.party if reply and self.standing is Standing.COMING else 0

    @property
    def food(self) -> str:
        """Return what was said about food by somebody who means to come."""
        reply = self.invitation.reply
        return reply.food if reply and self.standing in {Standing.COMING, Standing.WAITING, Standing.OFFERED} else ""


@dataclass(frozen=True)
class Choice:
    """A day offered, and who said what of it."""

    option: DateOption
    names: dict[Could, list[str]]


@dataclass(frozen=True)
class Board:
    """What the host reads. Heads count the host and, where he comes, the organiser."""

    event: Event
    lines: list[Line]
    heads: int
    free: int
    items: list[tuple[str, str]]  # what, and who brings it ("" for free)
    said: list[tuple[str, list[tuple[str, str]]]]  # question, and who answered what
    choices: list[Choice] = field(default_factory=list)
    is_over: bool = False  # the plan has ended, and the host may know
    kept: bool = False  # a place is kept for the organiser, until he says no

    @property
    def people(self) -> int:
        """Return how many are on the list, the host and the organiser included."""
        return 1 + len(self.lines)

    @property
    def groups(self) -> dict[Standing, list[Line]]:
        """Return a long list by where people stand; none for a list that is short enough as it is."""
        if len(self.lines) <= LONG:
            return {}
        found = {each: [line for line in self.lines if line.standing is each] for each in IN_ORDER}
        return {each: lines for each, lines in found.items() if lines}

    @property
    def missing(self) -> int:
        """Return how many more it takes before links can be made."""
        return max(0, pace().people - self.people)

    @property
    def waiting(self) -> list[Line]:
        """Return who waits for a place, in the order they came."""
        since = {line.guest.id: line.invitation.waiting_since or clock.now() for line in self.lines}
        waiting = [line for line in self.lines if line.standing in {Standing.WAITING, Standing.OFFERED}]
        return sorted(waiting, key=lambda line: since[line.guest.id])

    @property
    def day_is_open(self) -> bool:
        """Say whether guests still choose the day."""
        return bool(self.choices)

    @property
    def answers_are_gone(self) -> bool:
        """Say whether so much time has passed that the answers are deleted."""
        return clock.now() > self.event.ends_at + ANSWERS

    @property
    def is_open(self) -> bool:
        """Say whether anything can still be changed."""
        return not self.event.is_called_off and not self.event.has_begun


def read(event: Event) -> Board:
    """Read the board of an event, its lines by name."""
    over = closing(event.plan_id) is not None
    left = _invitations(event)
    invitations = list(left)
    choices = _choices(event, {each.id: each.guest.name for each in invitations})
    voted = {vote.invitation_id for choice in choices for vote in choice.option.votes}
    returned = _returned(invitations)
    remarks = {} if choices else calendar_word.remarks(event, invitations)
    lines = [
        Line(
            each,
            _standing(each, over=over, voted=voted, returned=returned),
            remarks.get(each.id, SILENT),
            wants_out=left[each],
        )
        for each in invitations
    ]
    organiser = event.organiser_reply.stands if event.organiser_reply else None
    heads = 1 + (organiser is Answer.YES and not over) + sum(line.heads for line in lines)
    kept = (organiser is None or organiser is Answer.UNDECIDED) and not over
    held = sum(_offered(line) for line in lines)
    return Board(
        event=event,
        lines=sorted(lines, key=lambda line: line.guest.name.casefold()),
        heads=heads,
        free=max(0, event.capacity - heads - kept - held),
        items=_items(event, {each.id: each.guest.name for each in invitations}),
        said=_said(event, {each.id: each.guest.name for each in invitations}),
        choices=choices,
        is_over=over,
        kept=kept,
    )


def _invitations(event: Event) -> dict[Invitation, bool]:
    """Return who is on the list, each with whether they left and want the host to know."""
    live = (Invitation.event_id == event.id) & Invitation.withdrawn_at.is_(None)
    found = sa.select(Invitation, known_to_host(Guest.id)).join(Invitation.guest).where(live)
    parts = contains_eager(Invitation.guest), joinedload(Invitation.reply)
    return {row[0]: row[1] for row in db.session.execute(found.options(*parts))}


def _standing(each: Invitation, *, over: bool, voted: set[int], returned: set[int]) -> Standing:  # noqa: PLR0911 - one for each word
    """Return the one word for somebody; an answer counts more than how the invitation travelled."""
    if each.guest.role is Role.ORGANISER:
        return Standing.LEFT_OUT if over else _organiser(each.event)
    if each.reply and each.reply.set_aside_at:
        return Standing.ASKED_AGAIN
    if each.offered_until and each.offered_until > clock.now():
        return Standing.OFFERED
    if each.waiting_since:
        return Standing.WAITING
    if each.answer:
        return STANDS[each.answer]
    if each.id in voted:
        return Standing.CHOSE_DAYS
    if each.id in returned:
        return Standing.RETURNED
    return Standing.INVITED if each.linked_at or each.mailed_at else Standing.NEW


def _organiser(event: Event) -> Standing:
    """Return where the organiser stands; the answer is given on a page of its own."""
    said = event.organiser_reply
    if said and said.set_aside_at:
        return Standing.ASKED_AGAIN
    return STANDS[said.answer] if said and said.answer else Standing.INVITED


STANDS = {Answer.YES: Standing.COMING, Answer.NO: Standing.NO, Answer.UNDECIDED: Standing.UNDECIDED}


def _offered(line: Line) -> int:
    """Return how many places are held for somebody who was offered them."""
    return line.invitation.reply.party if line.invitation.reply and line.standing is Standing.OFFERED else 0


def _returned(invitations: list[Invitation]) -> set[int]:
    """Return whose mail came back: the address is known to be wrong, or the letter to it was given up."""
    bounced = {each.id for each in invitations if each.guest.bounced_at and each.mailed_at}
    mailed = {f"invitation:{each.id}": each for each in invitations if each.mailed_at and not each.linked_at}
    failed = (Letter.kind == "invitation") & (Letter.state == LetterState.FAILED) & Letter.subject.in_(mailed)
    letters = db.session.execute(sa.select(Letter.subject, Letter.reason).where(failed))
    return bounced | {mailed[row.subject].id for row in letters if row.reason == mailed[row.subject].guest.mail_mark}


def _items(event: Event, names: dict[int, str]) -> list[tuple[str, str]]:
    of_event = sa.select(BringItem.name, BringItem.invitation_id).where(BringItem.event_id == event.id)
    return [(name, names.get(by or 0, "")) for name, by in db.session.execute(of_event.order_by(BringItem.id))]


def _said(event: Event, names: dict[int, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what guests answered to the host's own questions, in their order."""
    found = (
        sa.select(Question.words, QuestionAnswer.invitation_id, QuestionAnswer.words)
        .join(QuestionAnswer, QuestionAnswer.question_id == Question.id)
        .where(Question.event_id == event.id)
    )
    said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for question, by, words in db.session.execute(found.order_by(Question.position, QuestionAnswer.invitation_id)):
        if by in names:
            said[question].append((names[by], words))
    return list(said.items())


def _choices(event: Event, names: dict[int, str]) -> list[Choice]:
    """Return the days offered, with the names of who can, might, or cannot."""
    options = sa.select(DateOption).where(DateOption.event_id == event.id).order_by(DateOption.starts_at)
    found = []
    for option in db.session.scalars(options.options(selectinload(DateOption.votes))):
        by: dict[Could, list[str]] = {could: [] for could in Could}
        for vote in option.votes:
            if vote.invitation_id in names:
                by[vote.could].append(names[vote.invitation_id])
        found.append(Choice(option, by))
    return found
