"""Leases: a letter is in one worker's hand for a few minutes, so that any number of them can run at once.

A worker that dies leaves its letter leased; when the time is up another takes it, and nothing is lost.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from coordinator import clock
from coordinator.database import db, write_first
from coordinator.instance import settings
from coordinator.post.outbox import GIVE_UP, Letter, LetterState

LEASE = timedelta(minutes=5)  # longer than the longest a letter can take, connection.LONGEST
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
DAY = timedelta(days=1)
AT_ONCE = "sign_in"  # somebody sits there and waits


def claim() -> Letter | None:
    """Take the next letter that is due in hand and commit; None when there is none.

    What comes back belongs to no session: it says what the row said when it was taken.
    """
    now = clock.now()
    given = {"now": now, "until": now + LEASE, "day_ago": now - DAY, "most": settings().mails_a_day}
    row = None
    for first, take in (URGENT, ANY):
        if row is None and db.session.scalar(first, given) is not None:  # an idle worker writes nothing
            write_first("letters")  # two that take the last of a day's letters at once would be one too many
            row = db.session.execute(take, given).mappings().first()
    db.session.commit()
    return Letter(**row) if row else None


def sent(letter: Letter) -> None:
    """Note that a letter has left, whoever has it in hand by now."""
    _end(letter, LetterState.SENT, sent_at=clock.now(), trouble="")


def drop(letter: Letter) -> None:
    """Note that there was nothing left to say, or nobody to say it to."""
    _end(letter, LetterState.DROPPED)


def fail(letter: Letter, trouble: str) -> None:
    """Give a letter up for good, and note when."""
    _end(letter, LetterState.FAILED, again_at=clock.now(), trouble=trouble)


def put_off(letter: Letter, trouble: str) -> None:
    """Try again later: after a minute, two, four, … six hours at most."""
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts - 1, 20), LONGEST_PAUSE)
    _let_go(letter, again_at=clock.now() + pause, trouble=trouble)


def give_back(letter: Letter, trouble: str = "") -> None:
    """Lay a letter back as if it had not been taken up: the trouble was not about it."""
    _let_go(letter, attempts=letter.attempts - 1, trouble=trouble)


def hold(letter: Letter, until: datetime) -> None:
    """Let a letter wait for a decent hour; it has been due since before, so it does not grow younger."""
    _let_go(letter, again_at=until, attempts=letter.attempts - 1)


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


def given_up(within: timedelta) -> int:
    """Count the letters that were given up lately."""
    lately = (Letter.state == LetterState.FAILED) & (Letter.again_at > clock.now() - within)
    return db.session.scalar(sa.select(sa.func.count(Letter.id)).where(lately)) or 0


def _due(*more: sa.ColumnElement[bool]) -> tuple[sa.Select[Any], sa.Update]:
    """Return what finds the next letter that is due and the first of its reader's, and what takes it in hand.

    Both walk along an index and stop at the first, so that a thousand letters that wait cost no more than one.
    """
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    free = sa.or_(Letter.leased_until.is_(None), Letter.leased_until < now)
    rested = sa.or_(Letter.again_at.is_(None), Letter.again_at <= now)
    due = sa.select(Letter.id).where(*_next_in_line(), Letter.not_before <= now, free, rested, *more)
    first = due.order_by(Letter.not_before, Letter.id).limit(1)
    take = (
        sa.update(Letter)
        .where(Letter.id == first.with_for_update(skip_locked=True, of=Letter).scalar_subquery())
        .values(leased_until=sa.bindparam("until"), attempts=Letter.attempts + 1)
        .returning(*Letter.__table__.c)
        .execution_options(synchronize_session=False)
    )
    return first, take


def _room_today() -> sa.ColumnElement[bool]:
    """Return whether fewer have left in the last day, or are on their way, than may; others wait, and are not lost."""
    sent, leaving = aliased(Letter), aliased(Letter)
    today = sa.select(sa.func.count(sent.id)).where(sent.sent_at > sa.bindparam("day_ago")).scalar_subquery()
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    in_hand = sa.select(sa.func.count(leaving.id)).where(leaving.leased_until >= now).scalar_subquery()
    return today + in_hand < sa.bindparam("most")


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
    waiting = (Letter.id == letter.id) & (Letter.state == LetterState.WAITING)
    _write(sa.update(Letter).where(waiting).values(state=state, leased_until=None, **values))


def _let_go(letter: Letter, **values: Any) -> None:
    """Change a waiting letter and end the lease, if it is still this worker's."""
    mine = (Letter.id == letter.id) & (Letter.leased_until == letter.leased_until)
    waiting = mine & (Letter.state == LetterState.WAITING)
    _write(sa.update(Letter).where(waiting).values(leased_until=None, **values))


def _write(change: sa.Update) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))
    db.session.commit()


URGENT, ANY = _due(Letter.kind == AT_ONCE), _due(_room_today())  # built once, as every letter needs them
