"""A capability link: the token goes to one person, the database keeps only its hash (security.md)."""

import enum
import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, write_first
from coordinator.instance import peppered, settings


class Purpose(enum.StrEnum):
    """What a link opens; also the prefix of its token, so that one expression finds tokens in any log."""

    INVITATION = "inv"  # subject: an invitation
    DATA = "dat"  # subject: a guest
    HOST = "hst"  # subject: a hosting
    FAVOUR = "ask"  # subject: a favour
    CALENDAR = "cal"  # subject: a guest
    HOST_CALENDAR = "hcal"  # subject: an account
    PLAN_CALENDAR = "pcal"  # subject: a plan, whose organiser follows it
    FIND = "rst"  # subject: a guest; short-lived, from "find my link"
    REPLY = "rsvp"  # subject: an invitation; its token stands in a mail address (events/reply_address.py)


FEEDS = {Purpose.CALENDAR, Purpose.HOST_CALENDAR, Purpose.PLAN_CALENDAR}
TOKEN = r"(?:inv|dat|hst|ask|uns|[hp]?cal|rst)_[\w-]{43}"  # noqa: S105 - the shape of a token, not one


def new_number() -> int:
    """Draw a number for a link: it stands in its holder's cookie, where a running one would count all links (R3)."""
    return secrets.randbelow(2**63 - 1) + 1


class Link(Model):
    """A link that was made; `subject_id` is a row of the table its purpose names."""

    __tablename__ = "link"
    __table_args__ = (sa.Index("ix_link_purpose_subject", "purpose", "subject_id"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, default=new_number)
    purpose: Mapped[Purpose]
    subject_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)  # how often the feed behind it has changed (events/following.py)

    @property
    def is_live(self) -> bool:
        """Say whether the link still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > clock.now())


def mint(purpose: Purpose, subject_id: int, *, expires_at: datetime | None = None) -> str:
    """Make a link and return its token, which is never seen again."""
    token, row = draw(purpose, subject_id, expires_at=expires_at)
    db.session.add(Link(**row))
    db.session.flush()
    return token


def draw(purpose: Purpose, subject_id: int, *, expires_at: datetime | None = None) -> tuple[str, dict[str, Any]]:
    """Draw a link's token, and the row by which it opens something once `keep` has stored that."""
    token = f"{purpose.value}_{secrets.token_urlsafe(32)}"
    return token, _row(token, purpose, subject_id, expires_at)


def keep(rows: list[dict[str, Any]]) -> None:
    """Store links that were drawn."""
    if rows:
        db.session.execute(KEEP, rows)


def replace(purpose: Purpose, subject_id: int, press: str = "", *, expires_at: datetime | None = None) -> str:
    """Switch the old links of a subject off and return the token of a new one; the same press makes no second."""
    token = drawn(purpose, subject_id, press)
    if not was_made(token):
        put(token, purpose, subject_id, expires_at=expires_at)
    return token


def put(token: str, purpose: Purpose, subject_id: int, *, expires_at: datetime | None = None) -> None:
    """Store a link in place of the old ones of its subject."""
    revoke(purpose, subject_id)
    db.session.add(Link(**_row(token, purpose, subject_id, expires_at)))
    db.session.flush()


def drawn(purpose: Purpose, subject_id: int, press: str = "") -> str:
    """Return the token that a press makes for a subject, which nobody finds out without the key of this instance."""
    number = bytes.fromhex(peppered(f"{purpose.value} {subject_id} {press or secrets.token_hex()}"))
    return f"{purpose.value}_{urlsafe_b64encode(number).decode().rstrip('=')}"


def was_made(token: str) -> bool:
    """Say whether a link was made before, whatever became of it; whoever makes it in this moment is waited for."""
    write_first(f"link:{fingerprint(token)}")
    return bool(db.session.scalar(sa.select(sa.exists().where(Link.token_hash == fingerprint(token)))))


def made_by(press: str, purpose: Purpose, subject_ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses of the live links that a press made, by their subjects."""
    if not press:
        return {}
    tokens = {fingerprint(token): token for token in (drawn(purpose, each, press) for each in subject_ids)}
    found = db.session.scalars(sa.select(Link).where(Link.token_hash.in_(tokens)))
    return {each.subject_id: address(tokens[each.token_hash]) for each in found if each.is_live}


def revoke(purpose: Purpose, subject_id: int) -> None:
    """Switch all links of a subject off."""
    live = (Link.purpose == purpose) & (Link.subject_id == subject_id) & Link.revoked_at.is_(None)
    db.session.execute(sa.update(Link).where(live).values(revoked_at=clock.now()))


def is_any(purpose: Purpose, subject_id: int) -> bool:
    """Say whether a subject has a link that is not switched off."""
    live = (Link.purpose == purpose) & (Link.subject_id == subject_id) & Link.revoked_at.is_(None)
    return bool(db.session.scalar(sa.select(sa.exists().where(live))))


def forget(purpose: Purpose, subject_ids: Iterable[int]) -> None:
    """Delete all links of subjects that are gone: a database may give their numbers to somebody else."""
    theirs = (Link.purpose == purpose) & Link.subject_id.in_(list(subject_ids))
    db.session.execute(sa.delete(Link).where(theirs))


def find(token: str) -> Link | None:
    """Return the live link a token belongs to; unknown, expired and revoked are alike None."""
    link = unrevoked(token)
    return link if link and link.is_live else None


def unrevoked(token: str) -> Link | None:
    """Return the link a token belongs to unless it was switched off; an expired one still says whose data it is."""
    known = (Link.token_hash == fingerprint(token)) & Link.revoked_at.is_(None)
    return db.session.scalar(sa.select(Link).where(known))


def address(token: str) -> str:
    """Return the absolute address to hand to a person."""
    path = f"/c/{token}.ics" if token.partition("_")[0] in FEEDS else f"/l/{token}"
    return settings().address(path)


def fingerprint(token: str) -> str:
    """Return all that is kept of a token (64 hex digits)."""
    return hashlib.sha256(token.encode()).hexdigest()


def _row(token: str, purpose: Purpose, subject_id: int, expires_at: datetime | None) -> dict[str, Any]:
    return {"purpose": purpose, "subject_id": subject_id, "token_hash": fingerprint(token), "expires_at": expires_at}


KEEP = sa.insert(cast("sa.Table", Link.__table__))  # built once: each letter that leaves has some
