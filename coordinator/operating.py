"""What the operator may know: states of parts and counts, no name, answer or word (product.md §8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from coordinator import chores, clock
from coordinator.accounts.account import Account
from coordinator.consent.ending import Closing
from coordinator.consent.report import Report
from coordinator.consent.stop import Stop
from coordinator.database import db
from coordinator.inbox.received import Outcome, Received
from coordinator.instance import pace, settings
from coordinator.pace import Pace
from coordinator.plans.plan import Plan
from coordinator.post import lease
from coordinator.post.letters.called import called
from coordinator.post.outbox import Letter, LetterState
from coordinator.version import VERSION
from coordinator.words import _l

LATE = timedelta(minutes=15)  # a letter that is due and waits longer than that is a sign of trouble
DAY = timedelta(days=1)  # for so long a letter that was given up is worth a look
WEEK = timedelta(days=7)

CAME_IN = {
    Outcome.ANSWERED: _l("Answers"),
    Outcome.OLD_DATE: _l("Answers for an old date"),
    Outcome.PROPOSED: _l("Other times proposed"),
    Outcome.RESENT: _l("Asked for the date again"),
    Outcome.RETURNED: _l("Letters that came back"),
    Outcome.PROSE: _l("Words for nobody"),
    Outcome.REFUSED: _l("Not understood, or too late"),
}


@dataclass(frozen=True)
class Part:
    """One part of the machine and how it is."""

    name: str
    state: str  # ok or look
    word: str
    last: str


@dataclass(frozen=True)
class Counts:
    """Letters of one kind."""

    kind: str
    waiting: int
    sent: int
    failed: int


@dataclass(frozen=True)
class Look:
    """Everything on the operator's page."""

    parts: tuple[Part, ...]
    outbox: tuple[Counts, ...]
    late: int
    given_up: int
    oldest: datetime | None
    came_in: tuple[tuple[str, int], ...]
    accounts: int
    running: int
    ended: int
    stops: int
    reports: int
    version: str
    usual_pace: bool
    since: datetime

    @property
    def troubles(self) -> int:
        """Count the parts to look at."""
        return sum(part.state != "ok" for part in self.parts)


def look() -> Look:
    """Count and check; a handful of queries however large the instance."""
    since = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    over = sa.select(Closing.plan_id).where(Closing.shows_at <= clock.now())
    late, given_up = lease.overdue(LATE) if settings().mails else 0, lease.given_up(DAY)
    return Look(
        parts=(_database(), _worker(), _mail(late, given_up), _clock(), _purge()),
        outbox=_outbox(),
        late=late,
        given_up=given_up,
        oldest=lease.oldest(),
        came_in=_came_in() if settings().receives else (),
        accounts=_count(sa.select(sa.func.count(Account.id)).where(Account.gone_at.is_(None))),
        running=_count(sa.select(sa.func.count(Plan.id)).where(Plan.is_open, Plan.id.not_in(over))),
        ended=_count(sa.select(sa.func.count(Closing.plan_id)).where(Closing.shows_at.between(since, clock.now()))),
        stops=_count(sa.select(sa.func.count(Stop.id)).where(Stop.at >= since)),
        reports=open_reports(),
        version=VERSION,
        usual_pace=pace() == Pace(),
        since=since,
    )


def open_reports() -> int:
    """Count the reports nobody has dealt with."""
    return _count(sa.select(sa.func.count(Report.id)).where(Report.closed_at.is_(None)))


def minute() -> str:
    """Return the present minute, so that a test letter is owed at most once in it."""
    return f"{clock.now():%Y-%m-%dT%H:%M}"


def _count(statement: sa.Select[int]) -> int:
    return db.session.scalar(statement) or 0


def _database() -> Part:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(db.engine.dialect.name, db.engine.dialect.name)
    return Part(_l("Database"), "ok", _l("Fine"), name)


def _worker() -> Part:
    """Say whether the post process came by lately: without it no letter leaves, and nothing is purged."""
    seen = chores.last(chores.ROUND)
    if seen is None or clock.now() - seen > chores.SILENT:
        return Part(_l("Post process"), "look", _l("Away"), f"{seen:%Y-%m-%d %H:%M} UTC" if seen else _l("Never"))
    return Part(_l("Post process"), "ok", _l("Fine"), f"{seen:%Y-%m-%d %H:%M} UTC")


def _mail(late: int, given_up: int) -> Part:
    """Say whether letters leave: none is overdue by more than a quarter of an hour, none was given up since a day."""
    if not settings().mails:
        return Part(_l("Mail"), "ok", _l("Off"), _l("Links are handed on by chat."))
    word = _l("Slow") if late else _l("Sent back") if given_up else ""
    last = db.session.scalar(sa.select(sa.func.max(Letter.sent_at)))
    when = f"{last:%Y-%m-%d %H:%M} UTC" if last else _l("No letter yet")
    return Part(_l("Mail"), "look" if word else "ok", word or _l("Fine"), when)


def _clock() -> Part:
    return Part(_l("Clock"), "ok", _l("Fine"), f"{clock.now():%Y-%m-%d %H:%M} UTC")


def _purge() -> Part:
    """Say whether what is past its time was deleted within a day and a half."""
    done = chores.last(chores.PURGE)
    when = f"{done:%Y-%m-%d %H:%M} UTC" if done else _l("Never")
    if done is None or clock.now() - done > chores.OVERDUE:
        return Part(_l("Daily purge"), "look", _l("Overdue"), when)
    return Part(_l("Daily purge"), "ok", _l("Done"), when)


def _outbox() -> tuple[Counts, ...]:
    """Count letters by kind: waiting, sent this week, sent back."""
    waiting = sa.func.count().filter(Letter.state == LetterState.WAITING)
    sent = sa.func.count().filter((Letter.state == LetterState.SENT) & (Letter.sent_at > clock.now() - WEEK))
    failed = sa.func.count().filter(Letter.state == LetterState.FAILED)
    by_kind = sa.select(Letter.kind, waiting, sent, failed).group_by(Letter.kind).order_by(Letter.kind)
    return tuple(Counts(called(kind), *counts) for kind, *counts in db.session.execute(by_kind))


def _came_in() -> tuple[tuple[str, int], ...]:
    """Count this week's messages by what became of them; words for nobody are among them, and kept nowhere."""
    lately = sa.select(Received.outcome, sa.func.count()).where(Received.at > clock.now() - WEEK)
    counts: dict[Outcome, int] = dict(iter(db.session.execute(lately.group_by(Received.outcome))))
    return tuple((word, counts.get(outcome, 0)) for outcome, word in CAME_IN.items())
