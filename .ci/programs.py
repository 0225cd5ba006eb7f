"""Bring the programs that read our calendars in the tests, where they can be had; each is asked to start.

They live in `.venv/programs`, apart from the product: Python programs in an environment of their own, ical.js and
node-ical beside their own Node modules. libical comes from Debian. What cannot be had is not tested, and the suite says
so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HOME = Path(sys.prefix) / "programs"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SET_UP = Path(__file__).resolve().parent.parent / "tests" / "calendars" / "programs" / "set_up"
PATIENCE = 300  # seconds for each to be fetched over a slow line
NODES = ("ical.js", "node-ical")
LIBICAL = "import ctypes; ctypes.CDLL('libical.so.3')"


def bring() -> dict[str, bool]:
    """Return which programs there are, after trying to bring those that are missing."""
    _once("python", SET_UP / "requirements.txt", _bring_python)
    _once("node", SET_UP / "package-lock.json", _bring_node)
    if not _runs(sys.executable, "-c", LIBICAL):
        any(_apt(package) for package in ("libical3", "libical3t64"))
    node = shutil.which("node") or ""
    return {
        **{name: bool(node) and _runs(node, "-e", f"require('{name}')", folder=HOME / "node") for name in NODES},
        "libical": _runs(sys.executable, "-c", LIBICAL),
        **{name: _runs(PYTHON, "-c", f"import {name}") for name in ("vobject", "khal", "radicale", "vdirsyncer")},
    }


def _bring_python() -> bool:
    make = _runs(sys.executable, "-m", "venv", HOME)
    pip = (PYTHON, "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check")
    return make and _runs(*pip, "--require-hashes", "-r", SET_UP / "requirements.txt")


def _bring_node() -> bool:
    if not shutil.which("npm") and not _apt("nodejs", "npm"):
        return False
    folder = HOME / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SET_UP / name, folder)
    return _runs("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=folder)


def _once(name: str, locked: Path, bring: Callable[[], bool]) -> None:
    """Bring something unless it was brought from these very locks."""
    stamp, wanted = HOME / f".{name}", hashlib.sha256(locked.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        print(f"set-up: Fetching calendar programs ({name}), once", flush=True)
        if bring():
            stamp.write_text(wanted)


def _apt(*packages: str) -> bool:
    """Install Debian packages, where that is possible without asking anybody."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    _runs("apt-get", "update")
    return _runs("apt-get", "install", "-y", "--no-install-recommends", *packages)


def _runs(*command: str | Path, folder: Path | None = None) -> bool:
    """Run a command quietly and say whether it worked."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, cwd=folder, env=quiet, timeout=PATIENCE, stdin=subprocess.DEVNULL, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
