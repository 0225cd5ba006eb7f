"""Leases: a letter is one worker's for a while, so that any number of them can run at once.

A worker lays a handful of letters ready, and takes up one after the other. If it dies, another takes them when their
time is up, and nothing is lost.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from coordinator import clock
from coordinator.database import db, write_first
from coordinator.instance import settings
from coordinator.post.outbox import GIVE_UP, LETTER, Letter, LetterState

HANDFUL = 100  # letters that one worker lays ready together
READY = timedelta(seconds=30)  # for so long they lie ready, a dead worker's too
LEASE = timedelta(minutes=5)  # the one taken up; longer than the longest it can take, twice connection.LONGEST
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
DAY = timedelta(days=1)
AT_ONCE = "sign_in"  # somebody sits there and waits


def claim(most: int = HANDFUL) -> list[Letter]:
    """Lay the next letters that are due ready and commit: those that somebody waits for first, else all others.

    What comes back belongs to no session: it says what the row said when it was claimed.
    """
    return _claim(URGENT, most, is_capped=False) or _claim(ANY, most, is_capped=True)


def take_up(letter: Letter) -> bool:
    """Take a letter up that was laid ready, in the current transaction; from then on nobody can take it back.

    False if somebody did, or if it lay there for too long and may be another worker's.
    """
    now = clock.now()
    until = now + LEASE
    given = {"number": letter.id, "mine": letter.leased_until, "now": now, "until": until}
    if db.session.execute(TAKE_UP, given).rowcount == 0:  # type: ignore[attr-defined]  # an update's result has it
        return False
    letter.leased_until, letter.sending_at, letter.attempts = until, now, letter.attempts + 1
    return True


def lay_back(letters: Iterable[Letter]) -> None:
    """Lay letters back that were laid ready and not taken up."""
    for letter in letters:
        _let_go(letter)


def sent(letter: Letter) -> None:
    """Note that a letter has left, whoever has it in hand by now."""
    db.session.execute(SENT, {"number": letter.id, "now": clock.now()})


def drop(letter: Letter) -> None:
    """Note that there was nothing left to say, or nobody to say it to."""
    _end(letter, LetterState.DROPPED)


def fail(letter: Letter, trouble: str) -> None:
    """Give a letter up for good, and note when."""
    _end(letter, LetterState.FAILED, again_at=clock.now(), trouble=trouble)


def put_off(letter: Letter, trouble: str) -> None:
    """Try again later: after a minute, two, four, … six hours at most."""
    attempts = letter.attempts + (letter.sending_at is None)  # one that could not be written was tried as well
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    _let_go(letter, attempts=attempts, again_at=clock.now() + pause, trouble=trouble)


def give_back(letter: Letter, trouble: str = "") -> None:
    """Lay a letter back as if it had not been taken up: the trouble was not about it."""
    _let_go(letter, attempts=letter.attempts - (letter.sending_at is not None), trouble=trouble)


def hold(letter: Letter, until: datetime) -> None:
    """Let a letter wait for a decent hour; it has been due since before, so it does not grow younger."""
    _let_go(letter, again_at=until)


def drop_old() -> None:
    """Drop what could not be mailed for two days; a site without a mail server hands links on by chat."""
    due = (Letter.state == LetterState.WAITING) & (Letter.not_before < clock.now() - GIVE_UP)
    db.session.execute(sa.update(Letter).where(due).values(state=LetterState.DROPPED))
    db.session.commit()


def overdue(by: timedelta) -> int:
    """Count the readers whose next letter is late by more than `by`; one held for the night is not late yet."""
    latest = clock.now() - by
    held = (Letter.attempts == 0) & sa.func.coalesce(Letter.again_at >= latest, sa.false())
    late = sa.select(sa.func.count(Letter.id)).where(*_next_in_line(), Letter.not_before < latest, ~held)
    return db.session.scalar(late) or 0


def oldest() -> datetime | None:
    """Return since when the letter has been due that waits longest, None where none is due."""
    due = (Letter.state == LetterState.WAITING) & (Letter.not_before <= clock.now())
    return db.session.scalar(sa.select(sa.func.min(Letter.not_before)).where(due))


def given_up(within: timedelta) -> int:
    """Count the letters that were given up lately."""
    lately = (Letter.state == LetterState.FAILED) & (Letter.again_at > clock.now() - within)
    return db.session.scalar(sa.select(sa.func.count(Letter.id)).where(lately)) or 0


def _claim(due: sa.Select[int, datetime | None], most: int, *, is_capped: bool) -> list[Letter]:
    """Claim letters that are due. One worker at a time counts what has left or is on its way, so that the cap holds."""
    now = clock.now()
    if db.session.execute(due, {"now": now, "most": 1}).first() is None or (is_capped and _room() < 1):
        db.session.commit()  # an idle worker writes nothing
        return []
    write_first("post")
    room = min(most, _room()) if is_capped else most
    found = db.session.execute(due, {"now": now, "most": max(room, 0)}).all()
    untouched = list(takewhile(lambda row: row.leased_until is None, found))
    # What a dead worker left behind comes alone: it may be what it died of.
    numbers = [row.id for row in untouched or found[:1]]
    rows = db.session.execute(CLAIM, {"numbers": numbers, "until": now + READY}).mappings().all()
    db.session.commit()
    return sorted((Letter(**row) for row in rows), key=lambda letter: (letter.not_before, letter.id))


def _due(*more: sa.ColumnElement[bool]) -> sa.Select[int, datetime | None]:
    """Return what finds the next letters that are due, each the first of its reader's.

    It walks along an index and stops at the last one wanted, so that a thousand that wait cost no more than a few.
    """
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    free = sa.or_(Letter.leased_until.is_(None), Letter.leased_until < now)
    rested = sa.or_(Letter.again_at.is_(None), Letter.again_at <= now)
    due = sa.select(Letter.id, Letter.leased_until).where(*_next_in_line(), Letter.not_before <= now, free, rested)
    ordered = due.where(*more).order_by(Letter.not_before, Letter.id).limit(sa.bindparam("most", type_=sa.Integer))
    return ordered.with_for_update(skip_locked=True, of=Letter)


def _room() -> int:
    """Return how many more may leave today; those left over wait, and are not lost."""
    now = clock.now()
    used = db.session.scalar(USED, {"now": now, "day_ago": now - DAY})
    return settings().mails_a_day - (used or 0)


def _next_in_line() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds of a waiting letter with no earlier one to the same reader."""
    before = aliased(Letter)
    earlier = sa.exists().where(
        before.queue == Letter.queue,
        before.state == LetterState.WAITING,
        sa.tuple_(before.not_before, before.id) < sa.tuple_(Letter.not_before, Letter.id),
    )
    return Letter.state == LetterState.WAITING, ~earlier


def _end(letter: Letter, state: LetterState, **values: Any) -> None:
    waiting = (LETTER.c.id == letter.id) & (LETTER.c.state == LetterState.WAITING)
    db.session.execute(sa.update(LETTER).where(waiting).values(state=state, **NOBODYS, **values))


def _let_go(letter: Letter, **values: Any) -> None:
    """Change a waiting letter and end the lease, if it is still this worker's."""
    mine = (LETTER.c.id == letter.id) & (LETTER.c.leased_until == letter.leased_until)
    waiting = mine & (LETTER.c.state == LetterState.WAITING)
    db.session.execute(sa.update(LETTER).where(waiting).values(**NOBODYS, **values))


# Statements that each letter or handful needs are built once.
URGENT, ANY = _due(Letter.kind == AT_ONCE), _due()
NOBODYS = {"leased_until": None, "sending_at": None}
USED = sa.select(
    sa.select(sa.func.count(LETTER.c.id)).where(LETTER.c.sent_at > sa.bindparam("day_ago")).scalar_subquery()
    + sa.select(sa.func.count(LETTER.c.id)).where(LETTER.c.leased_until > sa.bindparam("now")).scalar_subquery()
)
CLAIM = (
    sa.update(LETTER)
    .where(LETTER.c.id.in_(sa.bindparam("numbers", expanding=True)), LETTER.c.state == LetterState.WAITING)
    .values(leased_until=sa.bindparam("until"), sending_at=None)
    .returning(*LETTER.c)
)
TAKE_UP = (
    sa.update(LETTER)
    .where(LETTER.c.id == sa.bindparam("number"), LETTER.c.state == LetterState.WAITING)
    .where(LETTER.c.leased_until == sa.bindparam("mine"), LETTER.c.leased_until > sa.bindparam("now"))
    .values(leased_until=sa.bindparam("until"), sending_at=sa.bindparam("now"), attempts=LETTER.c.attempts + 1)
)
SENT = (
    sa.update(LETTER)
    .where(LETTER.c.id == sa.bindparam("number"))
    .values(
        state=sa.case((LETTER.c.state == LetterState.WAITING, LetterState.SENT), else_=LETTER.c.state),
        sent_at=sa.bindparam("now"), trouble="", **NOBODYS,
    )
)  # fmt: skip
