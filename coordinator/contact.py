"""Addresses of people: encrypted at rest, compared only by fingerprint."""

import hashlib
from base64 import urlsafe_b64encode
from functools import lru_cache

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy.engine import Dialect
from wtforms import ValidationError

from coordinator.instance import peppered, settings

MOST = 254  # characters of an address, RFC 5321 §4.5.3.1.3


class Address(sa.TypeDecorator[str]):
    """An e-mail address that only a running instance can read; the database file holds ciphertext."""

    impl = sa.String(512)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Encrypt on the way in."""
        return None if value is None else _box(settings().contact_key).encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decrypt on the way out; an address written under another key is as good as none."""
        if value is None:
            return None
        try:
            return _box(settings().contact_key).decrypt(value.encode()).decode()
        except InvalidToken:
            return None


def normal_address(typed: str) -> str:
    """Return an address in its normal form: trimmed, NFC, lower-case; raises ValueError with kind words for a form."""
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValidationError(_("That doesn’t look like an e-mail address.")) from None
    if len(checked.normalized) > MOST:
        raise ValidationError(_("That address is too long."))
    return checked.normalized.lower()


def fingerprint(address: str) -> str:
    """Return the HMAC by which an address can be recognised without being kept (64 hex digits)."""
    local, _at, domain = address.strip().lower().rpartition("@")
    plain = f"{local.split('+')[0]}@{domain}"
    return peppered(plain)


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
