"""What people wished, ended or deleted since a copy was made, carried over from the database it replaces (R10).

A row that both databases have kept its number, so it is told by that and by something that is never given twice.
Nothing is carried over that would mean more contact: an undone stop stands again, and its owner can undo it once more.
"""

from typing import Any

import sqlalchemy as sa

from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db, insert_once
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.history.shared import SharedEvent, settle
from coordinator.plans import term
from coordinator.plans.plan import Plan
from coordinator.post.outbox import Letter, LetterState

Row = dict[str, Any]
Own = tuple[Any, ...]
# What tells a row of each table; one that is not in the present database any more was deleted there, and stays so.
TOLD_BY = {
    "account": "created_at", "plan": "created_at", "friend": "created_at", "favour": "public_id",
    "hosting": "public_id", "event": "public_id", "guest": "public_id", "invitation": "public_id",
    "link": "token_hash", "attendance": "guest_id", "guest_readiness": "plan_id", "organiser_readiness": "plan_id",
    "passkey": "credential_id",
}  # fmt: skip
# Columns that, where the present database has them like this, were narrowed or forgotten there.
NARROWED: dict[str, tuple[str, ...]] = {
    "favour": ("withdrawn_at",), "invitation": ("withdrawn_at",), "link": ("revoked_at",),
    "attendance": ("disputed_at", "hidden_at"), "report": ("closed_at",),
}  # fmt: skip
FORGOTTEN: dict[str, tuple[str, ...]] = {
    "account": ("is_active", "may_organise"), "friend": ("address",), "favour": ("line",),
    "guest": ("address", "fingerprint", "wants_calendar_mail"), "invitation": ("calendar_address", "wants_note"),
}  # fmt: skip
# Rows whose being there means less contact.
ADDED = ("suppression", "stop", "ending", "closing", "cancellation", "favour_answer", "report")
ADDRESSES = {"guest": ("address", "fingerprint"), "friend": ("address",), "invitation": ("calendar_address",)}
SESSIONS = ("device", "sign_in")  # one that was signed out since must not come back, so all are


def carry_over(present: sa.Connection) -> None:
    """Narrow the database of the current application by what the present one knows."""
    for name, key in TOLD_BY.items():
        _delete_what_went(present, name, key)
    for name in ADDED:
        _add(present, name)
    for name, columns in NARROWED.items():
        _take(present, name, columns, when_set=True)
    for name, columns in FORGOTTEN.items():
        _take(present, name, columns, when_set=False)
    _keep_noes(present)
    _take_letters_back(present)
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
    for name in SESSIONS:
        db.session.execute(sa.delete(_table(name)))


def _delete_what_went(present: sa.Connection, name: str, key: str) -> None:
    """Delete what the present database no longer has; what hangs on it falls with it."""
    table = _table(name)
    there = {(own, row[key]) for own, row in _rows(present, table).items()}
    for own, row in _rows(db.session.connection(), table).items():
        if (own, row[key]) not in there:
            db.session.execute(sa.delete(table).where(_is(table, own)))


def _add(present: sa.Connection, name: str) -> None:
    """Add the rows that are missing here; one about something that is missing too needs none."""
    table = _table(name)
    for row in _rows(present, table).values():
        if (fitting := _with_its_parents(table, row)) is not None:
            fitting.pop("id", None)  # the number may be another row's here; these are told by what is in them
            db.session.execute(insert_once(table), fitting)


def _with_its_parents(table: sa.Table, row: Row) -> Row | None:
    """Return a row whose foreign keys lead somewhere, None where it has lost what it is about."""
    for key in table.foreign_keys:
        column, parent = key.parent, key.column
        value = row[column.name]
        if value is None or db.session.scalar(sa.select(sa.exists().where(parent == value))):
            continue
        if not column.nullable:
            return None
        row = row | {column.name: None}
    return row


def _take(present: sa.Connection, name: str, columns: tuple[str, ...], *, when_set: bool) -> None:
    """Take columns from the rows of the present database, of those in which they narrow something."""
    table = _table(name)
    for own, row in _rows(present, table).items():
        if narrowed := {column: row[column] for column in columns if bool(row[column]) is when_set}:
            db.session.execute(sa.update(table).where(_is(table, own)).values(narrowed))


def _keep_noes(present: sa.Connection) -> None:
    """Let a no that was given since stay a no."""
    table = _table("reply")
    for own, row in _rows(present, table).items():
        if row["answer"] is Answer.NO and _with_its_parents(table, row) is not None:
            db.session.execute(sa.delete(table).where(_is(table, own)))
            db.session.execute(sa.insert(table), row)


def _take_letters_back(present: sa.Connection) -> None:
    """Let only those letters wait that still wait there; others were sent, or are not wanted any more."""
    waiting = sa.select(Letter.kind, Letter.subject, Letter.reason).where(Letter.state == LetterState.WAITING)
    there = {tuple(row) for row in present.execute(waiting)}
    for letter in db.session.scalars(sa.select(Letter).where(Letter.state == LetterState.WAITING)).all():
        if (letter.kind, letter.subject, letter.reason) not in there:
            letter.state = LetterState.TAKEN_BACK


def _table(name: str) -> sa.Table:
    return db.metadata.tables[name]


def _rows(connection: sa.Connection, table: sa.Table) -> dict[Own, Row]:
    """Return the rows of a table by their own keys."""
    found = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    return {tuple(row[column.name] for column in table.primary_key.columns): row for row in found}


def _is(table: sa.Table, own: Own) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == value for column, value in zip(table.primary_key.columns, own, strict=True)))
