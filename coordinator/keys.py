"""The keys a database was written with, known by a mark: with other ones, wishes for no more mail would be lost."""

import hashlib
import hmac

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from coordinator.database import Model, db, insert_once
from coordinator.instance import settings
from coordinator.settings import Unsafe

PROTECTING = ("contact_key", "stop_pepper")


class KeyMark(Model):
    """The mark of one key: an HMAC from which nobody gets the key."""

    __tablename__ = "key_mark"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(64))


def check() -> None:
    """Refuse a key that is not the database's, and let a new database learn its own; raises `Unsafe`.

    Without a database, or without its tables, there is nothing to compare yet.
    """
    try:
        known = _known()
        if len(known) < len(PROTECTING):
            db.session.execute(insert_once(KeyMark), [{"name": name, "mark": mark_of(name)} for name in PROTECTING])
            db.session.commit()
            known = _known()
    except DBAPIError:
        return
    finally:
        db.session.rollback()
    for name in PROTECTING:
        if known[name] != mark_of(name):
            raise Unsafe(f"COORDINATOR_{name.upper()} is not the one this database was written with; bring that back.")


def mark_of(name: str) -> str:
    """Return the mark of one of this instance's keys (64 hex digits)."""
    key: str = getattr(settings(), name)
    return hmac.new(key.encode(), f"common ground: {name}".encode(), hashlib.sha256).hexdigest()


def _known() -> dict[str, str]:
    return dict(db.session.execute(sa.select(KeyMark.name, KeyMark.mark)).all())
