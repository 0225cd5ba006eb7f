"""A challenge that a passkey signs: for five minutes, one purpose and one browser, and answered once.

It is derived from the secret key, so asking for one writes nothing. What is kept is that it was answered: a counter
would not stop a copied answer, as passkeys that are shared between devices always count 0.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock
from coordinator.database import Model, db, insert_once
from coordinator.errors import Refused
from coordinator.instance import settings
from coordinator.words import _l

LIFE = timedelta(minutes=5)


class NotProved(Refused):
    """A passkey that is not known here, or an answer that does not prove it; nobody is told which."""

    status = 422
    sentence = _l("That passkey opens nothing here. Try another one, or sign in another way.")


class TookTooLong(Refused):
    """The answer is right, and came after five minutes."""

    status = 422
    sentence = _l("That took more than five minutes. Please try once more.")


class SpentChallenge(Model):
    """A challenge that was answered; kept for as long as it could be answered again."""

    __tablename__ = "spent_challenge"

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(default=clock.now)


def make(whose: str) -> bytes:
    """Return a challenge; `whose` says for which purpose and browser it is."""
    return _signer(whose).dumps(secrets.token_urlsafe(16)).encode()


def spend(challenge: bytes, whose: str) -> None:
    """Use a challenge up, whatever comes of its answer; raises `NotProved`, `TookTooLong`."""
    try:
        _signer(whose).loads(challenge, max_age=int(LIFE.total_seconds()))
    except SignatureExpired:
        raise TookTooLong from None
    except BadData:
        raise NotProved from None
    row = {"digest": hashlib.sha256(challenge).digest()}
    first = db.session.scalar(insert_once(SpentChallenge).values(row).returning(SpentChallenge.spent_at))
    db.session.commit()
    if first is None:
        raise NotProved


def _signer(whose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().signing_keys, salt=f"passkey {whose}")
