"""The token behind "no more mail from this site": an address's fingerprint, signed; nothing is stored for it."""

from itsdangerous import BadData, URLSafeSerializer

from coordinator.contact import fingerprint
from coordinator.instance import settings

PREFIX = "uns_"


def token(address: str) -> str:
    """Return the token for an address; it never expires, for a wish like that does not."""
    return PREFIX + _box().dumps(fingerprint(address))


def read(given: str) -> str | None:
    """Return the fingerprint a token stands for, or None."""
    try:
        mark = _box().loads(given.removeprefix(PREFIX)) if given.startswith(PREFIX) else None
    except BadData:
        return None
    return mark if isinstance(mark, str) else None


def _box() -> URLSafeSerializer:
    return URLSafeSerializer(settings().signing_keys, salt="unsubscribe")
