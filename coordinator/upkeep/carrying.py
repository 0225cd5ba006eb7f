"""Carrying over what people wished, ended or deleted since a copy was made, from the database it replaces (R10).

Which rows and columns that is, stands in wishes.py. Nothing is carried over that would mean more contact: an undone
stop stands again, and its owner can undo it once more.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db, insert_once
from coordinator.events.event import Event
from coordinator.history.shared import SharedEvent, settle
from coordinator.plans import term
from coordinator.plans.plan import Plan
from coordinator.post.outbox import Letter, LetterState
from coordinator.upkeep import wishes
from coordinator.upkeep.wishes import Row

Own = tuple[Any, ...]
ADDRESSES = {"guest": ("address", "fingerprint"), "friend": ("address",), "invitation": ("calendar_address",)}


def carry_over(present: sa.Connection) -> None:
    """Narrow the database of the current application by what the present one knows."""
    for name, key in wishes.DELETED.items():
        _delete_what_went(present, name, key)
    for name in {**wishes.SET, **wishes.EMPTIED, **wishes.COUNTED, **wishes.CHOSEN}:
        _take(present, name)
    for name, is_wish in wishes.ADDED.items():
        _add(present, name, is_wish)
    for name, is_wish in wishes.REPLACED.items():
        _replace(present, name, is_wish)
    _settle_letters(present)
    forget_sessions()
    db.session.flush()
    db.session.expire_all()
    for event in db.session.scalars(sa.select(Event).join(SharedEvent, SharedEvent.event_id == Event.id)).all():
        settle(event)
    db.session.commit()


def assume_the_worst() -> None:
    """Act as if everybody had wished to be left alone since: plans end, no address is kept, no letter waits."""
    waiting = sa.update(Letter).where(Letter.state == LetterState.WAITING)
    db.session.execute(waiting.values(state=LetterState.TAKEN_BACK))
    for name, columns in ADDRESSES.items():
        db.session.execute(sa.update(_table(name)).values(dict.fromkeys(columns)))
    forget_sessions()
    term.close_all()
    for plan_id in db.session.scalars(sa.select(Plan.id).where(~sa.exists().where(Closing.plan_id == Plan.id))).all():
        end(plan_id, Cause.OPERATOR)
    db.session.commit()


def forget_sessions() -> None:
    """Sign everybody out."""
    for name in wishes.DROPPED:
        db.session.execute(sa.delete(_table(name)))


def _delete_what_went(present: sa.Connection, name: str, key: str) -> None:
    """Delete what the present database no longer has; what hangs on it falls with it."""
    table = _table(name)
    there = {(own, row[key]) for own, row in _rows(present, table).items()}
    for own, row in _rows(db.session.connection(), table).items():
        if (own, row[key]) not in there:
            db.session.execute(sa.delete(table).where(_is(table, own)))


def _take(present: sa.Connection, name: str) -> None:
    """Take from the rows of the present database what is a wish in them."""
    table = _table(name)
    here = _rows(db.session.connection(), table)
    for own, there in _rows(present, table).items():
        if own in here and (wished := _wished(name, there, here[own])):
            db.session.execute(sa.update(table).where(_is(table, own)).values(wished))


def _wished(name: str, there: Row, here: Row) -> Row:
    """Return the columns of a row in which the present one has its way over the copied one."""
    taken = [column for column in wishes.SET.get(name, ()) if there[column]]
    taken += [column for column in wishes.EMPTIED.get(name, ()) if not there[column]]
    taken += [column for column in wishes.COUNTED.get(name, ()) if there[column] > here[column]]
    chose, *chosen = wishes.CHOSEN.get(name, (None,))
    taken += chosen if chose and there[chose] else []
    return {column: there[column] for column in taken if there[column] != here[column]}


def _add(present: sa.Connection, name: str, is_wish: Callable[[Row], bool]) -> None:
    """Add the rows that are missing here; one about something that is missing too needs none."""
    table = _table(name)
    known = {_content(row) for row in _rows(db.session.connection(), table).values()}
    for row in _rows(present, table).values():
        if not is_wish(row) or _content(row) in known or (fitting := _with_its_parents(table, row)) is None:
            continue
        if name not in wishes.DELETED:
            fitting.pop("id", None)  # the number may be another row's here; these are told by what is in them
        db.session.execute(insert_once(table), fitting)


def _replace(present: sa.Connection, name: str, is_wish: Callable[[Row], bool]) -> None:
    """Put the rows of the present database in the place of those that are here."""
    table = _table(name)
    for own, row in _rows(present, table).items():
        if is_wish(row) and _with_its_parents(table, row) is not None:
            db.session.execute(sa.delete(table).where(_is(table, own)))
            db.session.execute(sa.insert(table), row)


def _with_its_parents(table: sa.Table, row: Row) -> Row | None:
    """Return a row whose foreign keys lead somewhere, None where it has lost what it is about."""
    row = dict(row)
    for key in table.foreign_keys:
        column, parent = key.parent, key.column
        value = row[column.name]
        if value is None or db.session.scalar(sa.select(sa.exists().where(parent == value))):
            continue
        if not column.nullable:
            return None
        row[column.name] = None
    return row


def _settle_letters(present: sa.Connection) -> None:
    """Let only those letters wait that still wait there, and none that were sent or taken back since be owed anew."""
    table = _table("letter")
    there = {_owed(row): row for row in _rows(present, table).values()}
    for own, row in _rows(db.session.connection(), table).items():
        if row["state"] is LetterState.WAITING:
            now = there.pop(_owed(row), row | {"state": LetterState.TAKEN_BACK})
            db.session.execute(
                sa.update(table).where(_is(table, own)).values(state=now["state"], sent_at=now["sent_at"])
            )
    for row in there.values():
        if row["state"] is not LetterState.WAITING and _is_still_about_somebody(row["subject"]):
            row.pop("id")
            db.session.execute(insert_once(table), row)


def _is_still_about_somebody(subject: str) -> bool:
    """Say whether what a letter is about came back, as the same row: who was deleted since was deleted here first."""
    name, _colon, number = subject.partition(":")
    if name not in wishes.DELETED or not number.isdigit():
        return False
    return bool(db.session.scalar(sa.select(sa.exists().where(_table(name).c.id == int(number)))))


def _owed(row: Row) -> tuple[str, str, str]:
    return row["kind"], row["subject"], row["reason"]


def _content(row: Row) -> tuple[Any, ...]:
    """Return all of a row but its number."""
    return tuple(value for name, value in row.items() if name != "id")


def _table(name: str) -> sa.Table:
    return db.metadata.tables[name]


def _rows(connection: sa.Connection, table: sa.Table) -> dict[Own, Row]:
    """Return the rows of a table by their own keys."""
    found = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    return {tuple(row[column.name] for column in table.primary_key.columns): row for row in found}


def _is(table: sa.Table, own: Own) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == value for column, value in zip(table.primary_key.columns, own, strict=True)))
