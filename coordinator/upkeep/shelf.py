"""The shelf: where the copies made before an update lie; few are kept, and none for long."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from coordinator import clock
from coordinator.instance import settings

KEPT = 3  # copies
LONGEST = timedelta(days=30)  # people were told when what is about them goes
ON_THE_WAY = "restore-"  # how the folder is called in which a copy is narrowed on the way back
CUT_SHORT = timedelta(days=1)  # no way back takes that long


def place_for(name: str) -> Path:
    """Return where a new copy is to lie."""
    folder().mkdir(mode=0o700, exist_ok=True)
    return folder() / f"{name}-{clock.now():%Y%m%dT%H%M%S}.sqlite3"


def keep_few() -> None:
    """Delete all but the newest copies."""
    for old in sorted(_all(), key=_age)[KEPT:]:
        old.unlink()


def forget_old() -> None:
    """Delete the copies that are older than a month, and what a way back that was cut short left lying."""
    for old in _all():
        if _age(old) > LONGEST:
            old.unlink()
    for left in settings().instance.glob(f"{ON_THE_WAY}*"):
        if _age(left) > CUT_SHORT:
            shutil.rmtree(left)


def folder() -> Path:
    """Return the shelf."""
    return settings().instance / "copies"


def _all() -> list[Path]:
    return list(folder().glob("before-*.sqlite3"))


def _age(file: Path) -> timedelta:
    return clock.now() - datetime.fromtimestamp(file.stat().st_mtime, clock.now().tzinfo)
