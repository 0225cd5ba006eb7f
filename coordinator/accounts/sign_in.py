"""A sign-in by mailed link or code, both derived from the row and never stored (sign-in-notes.md)."""

import enum
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coordinator import clock
from coordinator.accounts.account import Account, by_email
from coordinator.contact import MOST
from coordinator.database import Model, db, write_first
from coordinator.errors import TooOften
from coordinator.instance import settings
from coordinator.post.outbox import owe

TRIES = 5
PER_ADDRESS_AND_PLACE, PER_ADDRESS, PER_PLACE = 5, 15, 20  # an hour
HOUR = timedelta(hours=1)
LONGEST_PATH = 500


class TooMany(TooOften):
    """Too many sign-ins were asked for from one place, or by somebody who may know."""


class Way(enum.StrEnum):
    """How a sign-in came about, which says how long it lasts."""

    ASKED = "asked"  # somebody typed an address
    HANDED = "handed"  # the operator printed a link to hand on

    @property
    def life(self) -> timedelta:
        """Return how long link and code work."""
        return timedelta(minutes=15) if self is Way.ASKED else timedelta(days=7)


class SignIn(Model):
    """One request to sign in; there is one for unknown addresses too, so that both take equal time."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(sa.String(22), primary_key=True, default=lambda: secrets.token_urlsafe(16))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(sa.String(MOST), index=True)
    place: Mapped[str] = mapped_column(sa.String(64), index=True, default="")  # HMAC of the network, never an IP
    next: Mapped[str] = mapped_column(sa.String(LONGEST_PATH), default="")
    way: Mapped[Way] = mapped_column(default=Way.ASKED)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]
    account: Mapped[Account | None] = relationship()

    @property
    def is_live(self) -> bool:
        """Say whether link and code still work."""
        fresh = self.created_at > clock.now() - self.way.life
        return bool(self.account and self.account.is_active and not self.used_at and fresh)

    @property
    def token(self) -> str:
        """Return the token of the mailed link, derived from the row."""
        return URLSafeSerializer(settings().signing_keys, salt="sign-in-link").dumps(self.id)

    @property
    def code(self) -> str:
        """Return the six digits, derived from the row."""
        return _code(self.id, settings().signing_keys[-1])

    def use(self) -> Account | None:
        """Use it up and return its account; of two that race, exactly one gets it."""
        if not self.is_live:
            return None
        unused = (SignIn.account_id == self.account_id) & SignIn.used_at.is_(None)
        first = sa.update(SignIn).where(SignIn.id == self.id, unused).values(used_at=clock.now())
        if _rows(db.session.execute(first)) != 1:
            return None
        db.session.execute(sa.update(SignIn).where(unused).values(used_at=clock.now()))
        if self.account and not self.account.verified_at:
            self.account.verified_at = clock.now()
        return self.account

    def matches(self, typed: str) -> bool:
        """Say whether the typed digits are the code, in constant time; counting tries comes first."""
        guess = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
        right = [hmac.compare_digest(_code(self.id, key), guess) for key in settings().signing_keys]
        return self.is_live and self.tries <= TRIES and any(right)


def ask(email: str, place: str, next_path: str) -> SignIn:
    """Owe a sign-in letter to an address; known and unknown addresses do the same work."""
    spent = _is_spent(email, place)
    account = by_email(email)
    known = account if account and account.is_active and not spent else None
    return _owe_letter(email, place, next_path, known)


def ask_again(account: Account, place: str, next_path: str) -> SignIn:
    """Owe a sign-in letter to somebody who is signed in; they may know that they asked too often (`TooMany`)."""
    if _is_spent(account.email, place):
        raise TooMany(until=_room_at(SignIn.email == account.email, PER_ADDRESS_AND_PLACE))
    return _owe_letter(account.email, place, next_path, account)


def _is_spent(email: str, place: str) -> bool:
    """Say whether an address was asked for too often within an hour; raises `TooMany` for a place that did."""
    write_first("sign_in")  # parallel requests are counted one after the other
    since = clock.now() - HOUR
    here, there = SignIn.email == email, SignIn.place == place
    counts = sa.select(
        sa.func.count().filter(here & there),
        sa.func.count().filter(here),
        sa.func.count().filter(there),
    ).where(SignIn.created_at > since, here | there)
    both, by_address, by_place = db.session.execute(counts).one()
    if by_place >= PER_PLACE:
        raise TooMany(until=_room_at(there, PER_PLACE))
    return bool(both >= PER_ADDRESS_AND_PLACE or by_address >= PER_ADDRESS)


def _room_at(which: sa.ColumnElement[bool], most: int) -> datetime:
    """Return when the oldest of the last so many sign-ins no longer counts."""
    asked = sa.select(SignIn.created_at).where(which).order_by(SignIn.created_at.desc())
    return (db.session.scalar(asked.offset(most - 1).limit(1)) or clock.now()) + HOUR


def _owe_letter(email: str, place: str, next_path: str, account: Account | None) -> SignIn:
    """Make the row and owe its letter; without an account nothing will be sent."""
    row = SignIn(id=secrets.token_urlsafe(16), email=email, place=place, next=next_path, account=account)
    db.session.add(row)
    db.session.flush()
    owe("sign_in", f"sign-in:{row.id}")
    return row


def hand(account: Account, next_path: str = "") -> SignIn:
    """Make a sign-in to hand on, as the operator's command prints it."""
    row = SignIn(email=account.email, account=account, next=next_path, way=Way.HANDED)
    db.session.add(row)
    db.session.flush()
    return row


def find(token: str) -> SignIn | None:
    """Return the row a mailed token belongs to, or None."""
    try:
        row_id = URLSafeSerializer(settings().signing_keys, salt="sign-in-link").loads(token)
    except BadData:
        return None
    return db.session.get(SignIn, row_id)


def get(row_id: str) -> SignIn | None:
    """Return a sign-in with its account, read anew by one statement whether or not there is one."""
    found = sa.select(SignIn).options(joinedload(SignIn.account)).where(SignIn.id == row_id)
    return db.session.scalar(found.execution_options(populate_existing=True))


def count_try(row_id: str) -> None:
    """Count one try at the code, before anything is compared, so that parallel guesses count too."""
    db.session.execute(sa.update(SignIn).where(SignIn.id == row_id).values(tries=SignIn.tries + 1))
    db.session.commit()


def link(row: SignIn) -> str:
    """Return the address of the mailed link."""
    return settings().address(f"/sign-in/link/{row.token}")


def safe_next(path: str | None) -> str:
    """Return a path of this site or "": one slash first, nothing that a browser reads as elsewhere."""
    if not path or path[0] != "/" or path[1:2] in {"/", "\\"} or len(path) > LONGEST_PATH:
        return ""
    return "" if any(letter < "!" or letter in "\\\x7f" for letter in path) else path


def _code(row_id: str, key: str) -> str:
    mac = hmac.new(key.encode(), b"sign-in-code:" + row_id.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"


def _rows(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
