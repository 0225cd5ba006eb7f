"""The rows about one guest in one host's book, each as a line that person can read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from coordinator.consent import retention
from coordinator.consent.stop import Stop
from coordinator.consent.stored import Also, By, Line, Seen, What
from coordinator.consent.suppression import Suppression
from coordinator.database import db
from coordinator.events.calendar_word import Sort, last
from coordinator.events.dates import DateOption, DateVote
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.events.question import Question, QuestionAnswer
from coordinator.links.link import Link, Purpose
from coordinator.post.outbox import Letter, LetterState

QUESTIONS = (
    sa.select(Question.words, QuestionAnswer.words)
    .join(Question, Question.id == QuestionAnswer.question_id)
    .order_by(Question.position)
)
DAYS = (
    sa.select(DateOption.starts_at, DateVote.could)
    .join(DateOption, DateOption.id == DateVote.option_id)
    .order_by(DateOption.starts_at)
)
WITH_ADDRESS = {What.CALENDAR_LETTER, What.NOTE, What.SAID_AS}  # what goes as soon as a guest's address does


class RowsReader:
    """Reads what one host's book and events hold of a guest."""

    def __init__(self, guest: Guest, ends_by: datetime | None, stop: Stop | None) -> None:
        """Take the guest, and for the other person when the plan ends at the latest and the stop that stands."""
        self.guest, self.host, self.zone = guest, guest.hosting.first_name, guest.hosting.zone
        self.ends_with_plan = ends_by is not None and stop is None
        self.last = max((each.event.ends_at for each in guest.invitations), default=None)
        self.gone_at = self._gone_at(ends_by, stop)

    def lines(self) -> Iterator[Line]:
        """Yield everything, the name first."""
        yield from self._book()
        for invitation in sorted(self.guest.invitations, key=lambda each: each.event.starts_at):
            yield from self._invitation(invitation)
        yield from self._letters()

    def line(  # noqa: PLR0913 - a line has these parts
        self,
        what: What,
        value: str,
        by: By,
        at: datetime | None,
        *,
        seen: Seen = Seen.HOST,
        gone_at: datetime | None = None,
        event: str = "",
        asked: str = "",
    ) -> Line:
        """Return a line; without a date of its own it goes when the guest's line in the book goes."""
        return Line(
            what=what,
            value=value,
            by=by,
            at=at,
            seen=seen,
            gone_at=gone_at or self.gone_at,
            host=self.host,
            zone=self.zone,
            event=event,
            asked=asked,
            ends_with_plan=self.ends_with_plan and gone_at is None,
        )

    def _gone_at(self, ends_by: datetime | None, stop: Stop | None) -> datetime | None:
        """Return when the last of it goes; somebody who keeps a place after a stop stays on that list until then."""
        if ends_by is None:
            return self.last and self.last + retention.OTHER_GUESTS
        if stop is None:
            return ends_by + retention.OTHER_PERSON
        return max(stop.at + retention.OTHER_PERSON, (self.last or stop.at) + retention.ANSWERS)

    def _book(self) -> Iterator[Line]:
        guest = self.guest
        by = By.YOU if guest.named_by_guest else By.HOST
        yield self.line(What.NAME, guest.name, by, None if guest.named_by_guest else guest.created_at)
        if guest.address:
            gone_at = self.last and self.last + retention.ADDRESS
            yield self.line(What.ADDRESS, guest.address, By.HOST, None, gone_at=gone_at)
        if guest.bounced_at:
            yield self.line(What.BOUNCE, "", By.SITE, guest.bounced_at)
        if guest.language:
            yield self.line(What.LANGUAGE, guest.language, By.YOU if guest.chose_language else By.HOST, None)
        if guest.zone:
            yield self.line(What.ZONE, guest.zone, By.HOST, None)
        if guest.wants_calendar_mail:
            yield self.line(What.CALENDAR_WISH, "", By.YOU, None)
        if made := self._made(Purpose.CALENDAR, guest.id):
            yield self.line(What.FEED, "", By.YOU, made, seen=Seen.NOBODY)
        for since in self._suppressed():
            yield self.line(What.SUPPRESSED, f"{since:%Y-%m}", By.YOU, None, seen=Seen.NOBODY)

    def _invitation(self, invitation: Invitation) -> Iterator[Line]:
        title, over = invitation.event.title, invitation.event.ends_at
        line = self.line(What.INVITED, title, By.HOST, invitation.invited_at, event=title)
        yield replace(line, also=tuple(self._also(invitation)))
        for line in self._answer(invitation):
            stays = retention.ADDRESS if line.what in WITH_ADDRESS else retention.ANSWERS
            yield replace(line, event=title, gone_at=over + stays, ends_with_plan=False)

    def _also(self, invitation: Invitation) -> Iterator[tuple[Also, datetime]]:
        if made := self._made(Purpose.INVITATION, invitation.id):
            yield Also.LINK, made
        if invitation.mailed_at:
            yield Also.MAILED, invitation.mailed_at

    def _answer(self, invitation: Invitation) -> Iterator[Line]:
        """Yield what the guest said of one event; it goes two weeks after."""
        if reply := invitation.reply:
            yield self.line(What.ANSWER, reply.answer.value, By.YOU, reply.at)
            if reply.party > 1:
                yield self.line(What.PARTY, str(reply.party), By.YOU, reply.at)
            if reply.food:
                yield self.line(What.FOOD, reply.food, By.YOU, reply.at)
        yield from self._calendar(invitation)
        for asked, said in db.session.execute(QUESTIONS.where(QuestionAnswer.invitation_id == invitation.id)):
            yield self.line(What.QUESTION, said, By.YOU, None, asked=asked)
        if invitation.item:
            yield self.line(What.BRINGS, invitation.item.name, By.YOU, None)
        for starts_at, could in db.session.execute(DAYS.where(DateVote.invitation_id == invitation.id)):
            yield self.line(What.DAY, could.value, By.YOU, starts_at)
        if invitation.waiting_since:
            yield self.line(What.WAITING, "", By.YOU, invitation.waiting_since)
        if invitation.calendar_address:
            yield self.line(What.CALENDAR_LETTER, invitation.calendar_address, By.YOU, None, seen=Seen.NOBODY)
        if invitation.wants_note:
            yield self.line(What.NOTE, "", By.YOU, None, seen=Seen.NOBODY)

    def _calendar(self, invitation: Invitation) -> Iterator[Line]:
        """Yield what the guest's own calendar said beside the answer."""
        for word in (found for sort in Sort if (found := last(invitation, sort))):
            if word.answer and word.sequence < invitation.sequence:
                yield self.line(What.OLD_ANSWER, word.answer.value, By.YOU, word.said_at)
            if word.sort is Sort.PROPOSAL:
                yield self.line(What.PROPOSAL, f"{word.starts_at or ''}", By.YOU, word.said_at)
            if word.comment:
                yield self.line(What.COMMENT, word.comment, By.YOU, word.said_at)
            if word.said_as:
                yield self.line(What.SAID_AS, word.said_as, By.YOU, word.said_at)

    def _letters(self) -> Iterator[Line]:
        """Yield that letters were sent: their kind and day, since their words are kept nowhere."""
        mine = [f"guest:{self.guest.id}", *(f"invitation:{each.id}" for each in self.guest.invitations)]
        sent = sa.select(Letter.kind, Letter.sent_at).where(Letter.state == LetterState.SENT, Letter.subject.in_(mine))
        for kind, at in db.session.execute(sent.order_by(Letter.sent_at)):
            yield self.line(What.LETTER, kind, By.SITE, at, seen=Seen.NOBODY)

    def _made(self, purpose: Purpose, subject_id: int) -> datetime | None:
        """Return when the newest link that still opens something was made."""
        live = (Link.purpose == purpose) & (Link.subject_id == subject_id) & Link.revoked_at.is_(None)
        return db.session.scalar(sa.select(Link.created_at).where(live).order_by(Link.created_at.desc()).limit(1))

    def _suppressed(self) -> list[date]:
        """Return since which months the guest's address takes no mail."""
        if not self.guest.fingerprint:
            return []
        mine = Suppression.fingerprint == self.guest.fingerprint
        return list(db.session.scalars(sa.select(Suppression.month).where(mine).order_by(Suppression.id)))
