"""The doctor: looks at every part of an instance without asking the network, and says what to do where one is ill."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from coordinator import chores, clock
from coordinator.accounts.passkey import hosts
from coordinator.database import db, first_line
from coordinator.instance import settings
from coordinator.settings import is_local
from coordinator.turns import BEGIN
from coordinator.upkeep import revisions
from coordinator.upkeep.finding import Finding

ROOM = 500 * 1024 * 1024  # bytes that copies, logs and the database's own work need at least
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a machine without a clock’s battery wakes up long before
WRITABLE = {"sqlite": "make room on the disk, and let the user the site runs as write the file and its folder."}
SKEW = timedelta(minutes=2)  # between this machine and the database's, or behind what it has already seen


def examine() -> Iterator[Finding]:
    """Look at every part, one after the other; whatever depends on a database that is away is left out."""
    first = database()
    yield first
    for check in (*(ON_THE_DATABASE if first.is_well else ()), *ON_THE_MACHINE):
        yield check()


def database() -> Finding:
    """Find out whether the database answers and takes what is written, by a table that is never committed."""
    try:
        with db.engine.connect() as connection:
            if db.engine.dialect.name == "sqlite":
                connection.exec_driver_sql(BEGIN)
            connection.exec_driver_sql("CREATE TABLE doctor (visit INTEGER)")
            connection.rollback()
    except DBAPIError as trouble:
        said = first_line(trouble)
        fix = WRITABLE.get(db.engine.dialect.name, "start the database, and check COORDINATOR_DATABASE_URL.")
        return Finding("Database", f"it cannot be reached or written to ({said}).", fix)
    return Finding("Database", f"{db.engine.dialect.name}, answers and can be written to.")


def tables() -> Finding:
    """Find out whether the tables are those of this version."""
    present, newest = revisions.present(), revisions.newest()
    if present == newest:
        return Finding("Tables", f"up to date ({newest}).")
    if present is not None and present not in revisions.known():
        fix = "update the program to the version that made them, or go back to a copy from before."
        return Finding("Tables", f"they are from a newer version ({present}).", fix)
    return Finding("Tables", f"at {present or 'nothing'}, not at {newest}.", "flask --app wsgi update")


def worker() -> Finding:
    """Find out whether the post process came by lately."""
    if revisions.present() != revisions.newest():
        return Finding("Post process", "not looked at, as the tables are not up to date.")
    fix = "start `flask --app wsgi mail deliver`, for example with: systemctl start common-ground-post"
    seen = chores.last(chores.ROUND)
    if seen is None:
        return Finding("Post process", "it has never done its round.", fix)
    if clock.now() - seen > chores.SILENT:
        return Finding("Post process", f"its last round was at {seen:%Y-%m-%d %H:%M} UTC.", fix)
    return Finding("Post process", f"did its round at {seen:%H:%M:%S} UTC.")


def passkeys() -> Finding:
    """Find out whether the host name is still the one that passkeys were made for."""
    if revisions.present() != revisions.newest():
        return Finding("Passkeys", "not looked at, as the tables are not up to date.")
    host, known = settings().host, hosts()
    lost = ", ".join(f"{count} for {name}" for name, count in known.items() if name != host)
    if lost and host not in known:
        fix = "set COORDINATOR_PUBLIC_BASE_URL back, or sign in by a letter or a link and make new ones."
        return Finding("Passkeys", f"none works at {host}; there are {lost}.", fix)
    if not settings().takes_passkeys:
        return Finding("Passkeys", f"off, as browsers make none for a number such as {host}.")
    said = f"{known.get(host, 0)} for {host}"
    return Finding("Passkeys", f"{said}; {lost} open nothing here." if lost else f"{said}.")


def time() -> Finding:
    """Find out whether the machine's clock can be right, beside the database's and what it has seen."""
    fix = "set the clock and keep it set: timedatectl set-ntp true"
    here = clock.machine_time()
    if here < EARLIEST:
        return Finding("Clock", f"it says {here:%Y-%m-%d}, which is before this program was made.", fix)
    if db.engine.dialect.name == "postgresql":
        there: datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        db.session.rollback()
        if abs(there - here) > SKEW:
            return Finding("Clock", f"the database’s differs by {abs(there - here).total_seconds():.0f} seconds.", fix)
    seen = chores.last(chores.ROUND) if revisions.present() == revisions.newest() else None
    if seen is not None and seen > clock.now() + SKEW:
        return Finding("Clock", f"it says {here:%Y-%m-%d %H:%M} UTC, and was later already.", fix)
    return Finding("Clock", f"{here:%Y-%m-%d %H:%M:%S} UTC.")


def zones() -> Finding:
    """Find out whether time zones are known with their summer time."""
    fix = "install the zone data: apt install tzdata, or: .venv/bin/pip install tzdata"
    try:
        summer = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/London")).utcoffset()
        ZoneInfo(settings().time_zone)
    except (OSError, LookupError, ValueError):
        return Finding("Time zones", "they cannot be read.", fix)
    if summer != timedelta(hours=1):
        return Finding("Time zones", "London has no summer time in them.", fix)
    return Finding("Time zones", f"there, {settings().time_zone} by default.")


def mail() -> Finding:
    """Find out whether the mail settings fit together; `flask doctor mail` finds out whether they work."""
    smtp = settings().smtp
    if not settings().mails:
        return Finding("Mail", "off. Links are handed on by chat.")
    if smtp.security == "none" and not is_local(smtp.host):
        return Finding("Mail", "letters travel in the open.", "set COORDINATOR_SMTP_SECURITY to starttls or tls.")
    if bool(smtp.user) != bool(smtp.password):
        fix = "set COORDINATOR_SMTP_USER and COORDINATOR_SMTP_PASSWORD, both or none."
        return Finding("Mail", "of name and password one is missing.", fix)
    return Finding("Mail", f"by {smtp.host}:{smtp.port} from {settings().sender}. Try: flask doctor mail YOU@…")


def address() -> Finding:
    """Find out whether links lead here, and visitors can be told apart behind the proxy."""
    base, hops = settings().public_base_url, settings().trusted_proxy_hops
    if settings().https and not hops:
        fix = "set COORDINATOR_TRUSTED_PROXY_HOPS to the number of proxies, usually 1."
        return Finding("Address", f"{base} is behind a proxy that is not trusted: all visitors look like one.", fix)
    return Finding("Address", f"{base}, behind {hops} {'proxy' if hops == 1 else 'proxies'}.")


def disk() -> Finding:
    """Find out whether there is room for the database and two copies of it."""
    free = shutil.disk_usage(settings().instance).free
    needed = ROOM + 2 * sum(file.stat().st_size for file in _database_files())
    said = f"{free / 1024**3:.1f} GB free at {settings().instance}."
    if free < needed:
        return Finding("Disk", said, f"make room, at least {needed / 1024**3:.1f} GB; old copies and logs come first.")
    return Finding("Disk", said)


def secrets() -> Finding:
    """Find out whether keys, passwords and the database file are readable by their owner alone."""
    kept = [settings().instance / name for name in ("secrets.json", "settings.env")]
    loose = [file for file in (*kept, *_database_files()) if file.exists() and is_loose(file)]
    if loose:
        files = " ".join(map(str, loose))
        return Finding("Secrets", f"others can read {', '.join(file.name for file in loose)}.", f"chmod 600 {files}")
    strange = [file for file in kept if file.exists() and file.stat().st_uid != os.geteuid()]
    if strange:
        fix = "run this as the user the site runs as, or chown the files to it."
        return Finding("Secrets", f"{strange[0].name} belongs to another user.", fix)
    return Finding("Secrets", "readable by their owner alone.")


ON_THE_DATABASE: tuple[Callable[[], Finding], ...] = (tables, worker, passkeys, time)
ON_THE_MACHINE: tuple[Callable[[], Finding], ...] = (zones, mail, address, disk, secrets)


def is_loose(file: Path) -> bool:
    """Say whether anybody but its owner can read or write a file."""
    return bool(stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


def _database_files() -> list[Path]:
    """Return the files of an SQLite database, its log beside it."""
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not name:
        return []
    return [file for file in (Path(name), Path(f"{name}-wal")) if file.exists()]
