"""Another address for an account, proved by both: the new one and the one it has now each press a button."""

import enum
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.contact import Address, fingerprint
from coordinator.database import Model, db, write_first
from coordinator.errors import TooSoon
from coordinator.instance import settings
from coordinator.post.outbox import owe

LIFE = timedelta(days=3)
KEPT = timedelta(days=30)  # how long a change counts
PER_ACCOUNT = 3  # changes asked for in that time, each to another address
DAY, PER_ADDRESS = timedelta(days=1), 2  # letters to one new address, from whomever


class Side(enum.StrEnum):
    """Which of the two addresses somebody answers for."""

    OLD = "old"
    NEW = "new"


class AddressChange(Model):
    """A change that was asked for. The address is forgotten as soon as it is settled."""

    __tablename__ = "address_change"

    id: Mapped[str] = mapped_column(sa.String(22), primary_key=True, default=lambda: secrets.token_urlsafe(16))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(Address)
    fingerprint: Mapped[str] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    old_at: Mapped[datetime | None]
    new_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()

    @property
    def is_live(self) -> bool:
        """Say whether both buttons still work."""
        return self.ended_at is None and self.email is not None and self.created_at > clock.now() - LIFE

    @property
    def ends_at(self) -> datetime:
        """Return when it lapses by itself."""
        return self.created_at + LIFE

    @property
    def is_agreed(self) -> bool:
        """Say whether both addresses have pressed their button."""
        return self.old_at is not None and self.new_at is not None

    @property
    def is_one_too_many(self) -> bool:
        """Say whether the new address got enough letters like this today, from whomever."""
        same = AddressChange.fingerprint == self.fingerprint
        today = AddressChange.created_at.between(self.created_at - DAY, self.created_at)
        return (db.session.scalar(sa.select(sa.func.count()).where(same, today)) or 0) > PER_ADDRESS

    def token(self, side: Side) -> str:
        """Return the token of one side's mailed link, derived from the row."""
        return _box(side).dumps(self.id)

    def agrees(self, side: Side) -> bool:
        """Note that one side agrees; says whether that was the last button, which of two that race exactly one is."""
        column = AddressChange.old_at if side is Side.OLD else AddressChange.new_at
        open_still = (AddressChange.id == self.id) & AddressChange.ended_at.is_(None) & column.is_(None)
        db.session.execute(sa.update(AddressChange).where(open_still).values({column: clock.now()}))
        both = AddressChange.old_at.is_not(None) & AddressChange.new_at.is_not(None)
        settle = sa.update(AddressChange).where(AddressChange.id == self.id, AddressChange.ended_at.is_(None), both)
        won = db.session.execute(settle.values(ended_at=clock.now()).returning(AddressChange.id)).first()
        db.session.refresh(self)
        return won is not None

    def end(self) -> None:
        """Settle it, whichever way, and forget the address."""
        self.ended_at, self.email = self.ended_at or clock.now(), None
        db.session.flush()


def ask(account: Account, email: str) -> AddressChange:
    """Owe a letter to both addresses, whoever the new one belongs to; raises `TooSoon` after three in thirty days.

    Nothing here looks at who has the new address, so nobody learns it, by words or by time. One address is written to
    once in that time: a letter is something that arrives, whatever it says.
    """
    write_first(f"address:{account.id}")
    mark, waiting = fingerprint(email), pending(account.id)
    if waiting is not None and waiting.email == email:
        return waiting  # a second click
    _must_wait(account, mark)
    if waiting is not None:
        waiting.end()
    change = AddressChange(account=account, email=email, fingerprint=mark)
    db.session.add(change)
    db.session.flush()
    for side in Side:
        owe(f"address_{side}", f"address-change:{change.id}")
    return change


def _must_wait(account: Account, mark: str) -> None:
    """Raise `TooSoon` where somebody asked often enough lately, or for this very address."""
    lately = (AddressChange.account_id == account.id) & (AddressChange.created_at > clock.now() - KEPT)
    asked = sa.select(AddressChange.created_at, AddressChange.fingerprint).where(lately)
    rows = db.session.execute(asked.order_by(AddressChange.created_at)).all()
    same = [at for at, other in rows if other == mark]
    if same:
        raise TooSoon(_l("One address gets one letter like this in thirty days."), until=same[-1] + KEPT)
    if len(rows) >= PER_ACCOUNT:
        raise TooSoon(until=rows[-PER_ACCOUNT].created_at + KEPT)


def pending(account_id: int) -> AddressChange | None:
    """Return the change of an account that waits for its buttons, or None."""
    open_still = (AddressChange.account_id == account_id) & AddressChange.ended_at.is_(None)
    found = db.session.scalar(sa.select(AddressChange).where(open_still).order_by(AddressChange.created_at.desc()))
    return found if found and found.is_live else None


def find(token: str) -> tuple[AddressChange, Side] | None:
    """Return the change and the side that a mailed token stands for, or None."""
    for side in Side:
        try:
            key = _box(side).loads(token)
        except BadData:
            continue
        found = db.session.get(AddressChange, key)
        return (found, side) if found else None
    return None


def _box(side: Side) -> URLSafeSerializer:
    return URLSafeSerializer(settings().signing_keys, salt=f"address-change-{side}")
