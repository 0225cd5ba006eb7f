"""Look for unsafe code: bandit, and semgrep with rules of our own (rules.yaml).

semgrep is large and brings packages that would quarrel with ours, so it lives in an environment of its own, made once.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.prefix) / "audit"
SEMGREP = "semgrep==1.182.0"
LOOKED_AT = ["coordinator", "templates", "wsgi.py"]


def main() -> int:
    """Run both and return the exit status."""
    _bring_semgrep()
    bandit = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml"]
    semgrep = [str(TOOLS / "bin" / "semgrep"), "scan", "--config", ".ci/rules.yaml", "--metrics=off", "--quiet"]
    found = [
        _finds("bandit", [*bandit, "coordinator", "wsgi.py"]),
        _finds("semgrep", [*semgrep, "--disable-version-check", "--error", *LOOKED_AT]),
    ]
    return int(any(found))


def _bring_semgrep() -> None:
    """Make semgrep's own environment, once for each version of it."""
    stamp = TOOLS / "installed"
    if stamp.exists() and stamp.read_text() == SEMGREP:
        return
    print(f"Installing {SEMGREP}, once", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], check=True)
    quietly = ["-q", "--no-input", "--disable-pip-version-check"]
    subprocess.run([str(TOOLS / "bin" / "pip"), "install", *quietly, SEMGREP], check=True)
    stamp.write_text(SEMGREP)


def _finds(name: str, command: list[str]) -> bool:
    """Run one look before the reader's eyes and say whether it found something, or did not get to its end."""
    print(f"\n==== {name}\n", flush=True)
    beside = os.environ | {"PATH": f"{TOOLS / 'bin'}:{os.environ['PATH']}"}  # where semgrep looks for its own parts
    return subprocess.run(command, check=False, cwd=ROOT, env=beside).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
