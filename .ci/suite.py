"""Run everything: the linters, the suite on SQLite with the browser, then on PostgreSQL; and say what was not tested.

Every part runs even where one before it failed, so that one run tells all. With CI=true, a part that this machine
cannot test is a failure: a green run must not hide a browser that was not there.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.prefix)
PATIENCE = 35 * 60  # seconds for one part; far more than any needs


def main() -> int:
    """Run every part and return the exit status."""
    given = _arguments()
    here = json.loads((VENV / "system.json").read_text())
    browser, postgresql = here["browser"], here["postgresql"]
    os.environ["CHROMIUM"] = browser or ""
    pytest = [sys.executable, "-m", "pytest", "-n", given.workers, "--dist=worksteal", "--durations=5"]
    first = "not thorough" if browser is not None else "not thorough and not browser"
    covered = ["--cov", f"--cov-fail-under={given.coverage}", "--cov-report=term"]  # which makes tests twice as slow
    results = [
        _run("The linters", ["make", "--no-print-directory", "--keep-going", "lint"]),
        _run("The suite on SQLite", [*pytest, "--database=sqlite", "-m", first, *covered]),
        _run("Its most thorough tests", [*pytest, "--database=sqlite", "-m", "thorough"]),
    ]
    if postgresql:
        results.append(_run("The suite on PostgreSQL", [*pytest, "--database=postgresql", "-m", "not browser"]))
    parts = {"no browser": browser is not None, "no PostgreSQL": postgresql}
    missing = [line for line, is_there in parts.items() if not is_there]
    unread = [f"no {name}, which would read our calendars" for name, there in here["programs"].items() if not there]
    return _close(results, missing, unread)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", default="0", help="the branch coverage in per cent under which the suite fails")
    parser.add_argument("--workers", default="2", help="how many tests run at once")
    return parser.parse_args()


def _run(name: str, command: list[str]) -> tuple[str, bool, float]:
    """Run one part before the reader's eyes; return its name, whether it passed, and its seconds."""
    print(f"\n==== {name}\n", flush=True)
    began = time.monotonic()
    try:
        status = subprocess.run(command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=PATIENCE).returncode
    except subprocess.TimeoutExpired:
        print(f"\n{name}: stopped after {PATIENCE // 60} minutes", flush=True)
        status = 1
    return name, status == 0, time.monotonic() - began


def _close(results: list[tuple[str, bool, float]], missing: list[str], unread: list[str]) -> int:
    """Print how each part went and return the exit status; a calendar program that is not there fails nothing."""
    print("\n==== Together\n")
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name} ({seconds:.0f} s)")
    for line in [*missing, *unread]:
        print(f"NOT TESTED: {line}")
    return int(not all(passed for _, passed, _ in results) or bool(missing and os.environ.get("CI")))


if __name__ == "__main__":
    sys.exit(main())
