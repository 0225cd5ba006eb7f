"""Every knob of an instance, read once from the environment; what is unsafe does not boot."""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from coordinator.kept import KEY_BYTES, SECRETS, kept_environment, kept_secrets
from coordinator.pace import Pace, TooLoose
from coordinator.unsafe import Unsafe

__all__ = ["ROOT", "Imap", "Settings", "Smtp", "Unsafe", "from_environment", "is_local", "sqlite_url", "zones"]

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "COORDINATOR_"
LETTERS = 8  # different ones that a key has at least; a word written many times has fewer
DATABASES = ("sqlite:", "postgresql+psycopg:")
LIMITS = ("redis://", "rediss://", "redis+unix://")
SECURITIES = ("starttls", "tls", "none")
MOST_HOPS = 5
PORTS = range(1, 65536)
HIGH = 45000  # from here on there is no port 20000 above
DOMAIN = re.compile(r"(?=.{4,190}\Z)[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")  # in ASCII, as it stands in a header
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
T = TypeVar("T")
JO: dict[str, object] = {  # who runs a demo, unless somebody says otherwise
    "operator_name": "Jo Lindqvist",
    "operator_contact": "jo@ground.example",
    "operator_helplines": ("Bristol listening line, 0117 496 0000, every day 9:00 to 21:00",),
}
YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Smtp:
    """How letters leave; without a host, nothing is mailed and links are handed on by chat."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"  # starttls, tls or none
    timeout: int = 20  # seconds


@dataclass(frozen=True)
class Imap:
    """The site's own mailbox, where `flask mail receive --imap` looks for answers; each message in it is deleted."""

    host: str = ""
    port: int = 993
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "tls"  # tls, starttls or none
    folder: str = "INBOX"
    timeout: int = 20  # seconds


@dataclass(frozen=True)
class Settings:
    """All settings. Every one can be given as `COORDINATOR_<NAME>`; see docs/operations.md."""

    instance: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    port: int = 5000
    public_base_url: str = "http://127.0.0.1:5000"
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)  # newest first
    contact_key: str = field(default="", repr=False)
    stop_pepper: str = field(default="", repr=False)
    operator_name: str = ""
    operator_contact: str = ""
    operator_helplines: tuple[str, ...] = ()  # one service each, parted by "|" in the environment
    time_zone: str = "Europe/London"
    language: str = "en"
    trusted_proxy_hops: int = 0
    metrics_port: int = 0
    mail_from: str = ""
    mails_an_event: int = 60  # mailed invitations to one event
    mails_a_host: int = 120  # mailed invitations by one host in a day
    mails_a_day: int = 1000  # letters of the whole instance in a day
    inbound_domain: str = ""
    smtp: Smtp = field(default_factory=Smtp)
    imap: Imap = field(default_factory=Imap)
    pace: Pace = field(default_factory=Pace)
    demo: bool = False
    testing: bool = False

    @property
    def host(self) -> str:
        """Return the host name of the public address, without a port."""
        return urlsplit(self.public_base_url).hostname or ""

    @property
    def https(self) -> bool:
        """Say whether people reach this instance over https."""
        return self.public_base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Return the public address as browsers name where a page comes from (RFC 6454 §6.2)."""
        parts = urlsplit(self.public_base_url)
        port = parts.port if parts.port != {"https": 443, "http": 80}.get(parts.scheme) else None
        return f"{parts.scheme}://{self.host}{f':{port}' if port else ''}"

    @property
    def takes_passkeys(self) -> bool:
        """Say whether browsers make passkeys for the public address: not for a number (WebAuthn Level 2 §5.1.2)."""
        return not is_number(self.host)

    @property
    def signing_keys(self) -> list[str]:
        """Return the secret keys as itsdangerous wants them: oldest first."""
        return [*reversed(self.secret_key_fallbacks), self.secret_key]

    @property
    def mails(self) -> bool:
        """Say whether letters can be mailed at all."""
        return bool(self.smtp.host)

    @property
    def receives(self) -> bool:
        """Say whether mail to this site reaches it, so that a calendar's own answer is not lost."""
        return self.mails and bool(self.inbound_domain)

    @property
    def sender(self) -> str:
        """Return the address letters come from, aligned with the instance's own domain for DMARC."""
        return self.mail_from or f"post@{self.host}"

    def address(self, path: str) -> str:
        """Return the public address of a path; no link is ever built from a request's Host."""
        return self.public_base_url.rstrip("/") + path

    def check(self) -> None:
        """Refuse to boot unsafely; raises `Unsafe` with one line that says why (security.md)."""
        for name in (*SECRETS, *(["secret_key_fallbacks"] if self.secret_key_fallbacks else [])):
            _check_key(name, getattr(self, name))
        if not _is_address(self.public_base_url):
            raise Unsafe("COORDINATOR_PUBLIC_BASE_URL is not an address like https://ground.example.org.")
        if not self.https and not is_local(self.host):
            raise Unsafe("COORDINATOR_PUBLIC_BASE_URL must be https unless it is localhost.")
        if not self.demo and not self.operator_name:
            raise Unsafe("COORDINATOR_OPERATOR_NAME is missing; guests are told who runs this site.")
        if self.inbound_domain and not DOMAIN.fullmatch(self.inbound_domain):
            raise Unsafe("COORDINATOR_INBOUND_DOMAIN is not a domain like reply.example.org.")
        if self.demo and not is_local(self.host):
            raise Unsafe("demo mode signs anybody in, so its address must be localhost.")
        if not zones():
            raise Unsafe("there is no time zone on this machine; do this: apt install tzdata")
        if self.time_zone not in zones():
            raise Unsafe(f"COORDINATOR_TIME_ZONE {self.time_zone!r} is not an IANA time zone.")
        if os.environ.get("FLASK_DEBUG", "").lower() in YES and not is_local(self.host):
            raise Unsafe("FLASK_DEBUG is on outside development.")
        self._check_the_machine()

    def _check_the_machine(self) -> None:
        """Refuse what this machine could take for something safer than it is, or not understand."""
        if not self.database_url.startswith(DATABASES):
            raise Unsafe(f"COORDINATOR_DATABASE_URL has to begin with {' or '.join(DATABASES)}.")
        if not _is_url(self.database_url):
            raise Unsafe("COORDINATOR_DATABASE_URL is not an address of a database.")
        if self.redis_url and not self.redis_url.startswith(LIMITS):
            raise Unsafe(f"COORDINATOR_REDIS_URL has to begin with {' or '.join(LIMITS)}.")
        from coordinator.languages import CODES  # noqa: PLC0415 - which asks an instance for its own

        if self.language not in CODES:
            raise Unsafe(f"COORDINATOR_LANGUAGE is not one of {', '.join(CODES)}.")
        if not 0 <= self.trusted_proxy_hops <= MOST_HOPS:
            raise Unsafe(f"COORDINATOR_TRUSTED_PROXY_HOPS is not between 0 and {MOST_HOPS}.")
        if self.port not in PORTS:
            raise Unsafe("COORDINATOR_PORT is not a port.")
        if self.metrics_port and self.metrics_port not in PORTS:
            raise Unsafe("COORDINATOR_METRICS_PORT is not a port.")
        self._check_the_mail()

    def _check_the_mail(self) -> None:
        """Refuse what would send passwords in the open, or could never send a letter."""
        for name, server in (("SMTP", self.smtp), ("IMAP", self.imap)):
            if server.security not in SECURITIES:
                raise Unsafe(f"COORDINATOR_{name}_SECURITY is not one of {', '.join(SECURITIES)}.")
            if server.password and server.security == "none" and not is_local(server.host):
                raise Unsafe(f"COORDINATOR_{name}_SECURITY is none, and the password would travel in the open.")
            if server.port not in PORTS:
                raise Unsafe(f"COORDINATOR_{name}_PORT is not a port.")
        if self.mail_from and not _is_mailbox(self.mail_from):
            raise Unsafe("COORDINATOR_MAIL_FROM is not an address like post@ground.example.org.")
        for each in ("mails_an_event", "mails_a_host", "mails_a_day"):
            if getattr(self, each) < 0:
                raise Unsafe(f"COORDINATOR_{each.upper()} is below 0.")


def _check_key(name: str, keys: str | tuple[str, ...]) -> None:
    for key in (keys,) if isinstance(keys, str) else keys:
        if len(key.encode()) < KEY_BYTES or len(set(key)) < LETTERS:
            said = f"shorter than {KEY_BYTES} bytes or too plain"
            raise Unsafe(f"COORDINATOR_{name.upper()} is {said}; leave it out, and a good one is made.")


def _is_address(address: str) -> bool:
    """Say whether something is the address of a site: http or https, a host, perhaps a port, and nothing more."""
    try:
        parts = urlsplit(address)
        plain = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(HOST.fullmatch(parts.hostname or ""))
        and (address.rstrip("/").lower() == plain)
    )


def _is_url(address: str) -> bool:
    try:
        make_url(address)
    except (ArgumentError, ValueError):
        return False
    return True


def _is_mailbox(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


@cache
def zones() -> set[str]:
    """Return every IANA time zone; looking through the whole zone database takes a while."""
    return available_timezones()


def is_local(host: str) -> bool:
    """Say whether a host name is this machine, and nothing else can reach it."""
    if host in {"localhost", ""}:
        return host == "localhost"
    return ipaddress.ip_address(host).is_loopback if is_number(host) else host.endswith(".localhost")


def is_number(host: str) -> bool:
    """Say whether a host is given by its network address instead of a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings from the environment, make missing secrets at first start, and check them."""
    given_env = os.environ if environ is None else environ
    instance = Path(given_env.get(f"{PREFIX}INSTANCE", str(ROOT / "instance"))).resolve()
    env = kept_environment(instance) | dict(given_env)
    _refuse_unknown(env)
    demo = env.get(f"{PREFIX}DEMO", "").lower() in YES
    port = _number("PORT", env.get(f"{PREFIX}PORT") or env.get("PORT") or "5000")
    smtp = _demo_smtp(port) if demo else _part(Smtp, env, f"{PREFIX}SMTP_")
    imap = _part(Imap, env, f"{PREFIX}IMAP_")
    parts = {"demo": demo, "instance": instance, "port": port, "smtp": smtp, "imap": imap}
    given = (JO if demo else {}) | _plain(env) | parts
    if not given.get("public_base_url"):
        given["public_base_url"] = f"http://127.0.0.1:{port}"
    given["database_url"] = given.get("database_url") or env.get("DATABASE_URL") or sqlite_url(instance)
    given["redis_url"] = given.get("redis_url") or env.get("REDIS_URL", "")
    given = kept_secrets(instance) | {name: value for name, value in given.items() if value != ""}
    try:
        settings = Settings(**given, pace=_part(Pace, env, f"{PREFIX}PACE_"))  # type: ignore[arg-type]
    except TooLoose as loose:
        raise Unsafe(f"a pacing value passes its limit: {loose}.") from loose
    settings.check()
    return settings


def _refuse_unknown(env: Mapping[str, str]) -> None:
    """Refuse a setting that is none: a mistyped one would seem to be set, and not be."""
    groups: tuple[tuple[str, type[object]], ...] = (("", Settings), ("SMTP_", Smtp), ("IMAP_", Imap), ("PACE_", Pace))
    known = {f"{PREFIX}{group}{each.name.upper()}" for group, kind in groups for each in fields(kind)}  # type: ignore[arg-type]
    for name in sorted(env):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise Unsafe(f"{name} is no setting" + (f"; do you mean {near[0]}?" if near else "."))


def _demo_smtp(port: int) -> Smtp:
    """Return the demo's own post office, on a port that follows from the web's; no letter leaves the machine."""
    return Smtp(host="127.0.0.1", port=port + (-20000 if port > HIGH else 20000), security="none")


def sqlite_url(instance: Path) -> str:
    """Return the address of the instance's own database file."""
    return f"sqlite:///{instance / 'common-ground.sqlite3'}"


def _plain(env: Mapping[str, str]) -> dict[str, object]:
    """Return the settings given as plain variables, each in its own type."""
    found: dict[str, object] = {}
    for each in fields(Settings):
        raw = env.get(PREFIX + each.name.upper())
        if raw is None or each.name in {"instance", "demo", "testing", "smtp", "imap", "pace"}:
            continue
        if each.name in {"operator_helplines", "secret_key_fallbacks"}:
            found[each.name] = tuple(part.strip() for part in raw.split("|") if part.strip())
        elif each.type in {int, "int"}:
            found[each.name] = _number(PREFIX + each.name.upper(), raw)
        else:
            found[each.name] = raw.strip()
    return found


def _part(kind: type[T], env: Mapping[str, str], prefix: str) -> T:
    """Build one group of settings (Smtp, Pace) from the variables with its prefix."""
    given: dict[str, object] = {}
    for each in fields(kind):  # type: ignore[arg-type]
        raw = env.get(prefix + each.name.upper())
        if raw is not None:
            given[each.name] = _number(prefix + each.name.upper(), raw) if each.type in {int, "int"} else raw
    return kind(**given)


def _number(name: str, raw: str) -> int:
    try:
        return int(raw)
    except ValueError:
        raise Unsafe(f"{name} is {raw!r}; it has to be a whole number.") from None
