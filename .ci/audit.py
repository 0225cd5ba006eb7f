"""Look for holes: bandit and semgrep in the code, wapiti and sqlmap at a demo that runs on this machine (holes.py).

The tools are large and bring packages that would quarrel with ours, so each stands in an environment of its own, made
once from its locked packages (tools/).
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / ".ci" / "tools"
TOOLS = Path(sys.prefix) / "audit"
LOOKED_AT = ["coordinator", "templates", "wsgi.py"]


def main() -> int:
    """Run all of them and return the exit status."""
    for name in ("semgrep", "wapiti"):
        _bring(name)
    bandit = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml"]
    semgrep = [_tool("semgrep", "semgrep"), "scan", "--config", ".ci/rules.yaml", "--metrics=off", "--quiet"]
    found = [
        _finds("bandit", [*bandit, "coordinator", "wsgi.py"]),
        _finds("semgrep", [*semgrep, "--disable-version-check", "--error", *LOOKED_AT]),
        _finds(
            "wapiti and sqlmap", [sys.executable, ".ci/holes.py", _tool("wapiti", "wapiti"), _tool("wapiti", "sqlmap")]
        ),
    ]
    return int(any(found))


def _bring(name: str) -> None:
    """Make a tool's own environment, once for each state of its locked packages."""
    home, locked = TOOLS / name, LOCKED / f"{name}.txt"
    stamp = home / "installed"
    if stamp.exists() and stamp.read_text() == locked.read_text():
        return
    print(f"Installing {name}, once", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
    quietly = ["-q", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([str(home / "bin" / "pip"), "install", *quietly, "-r", str(locked)], check=True)
    stamp.write_text(locked.read_text())


def _tool(home: str, name: str) -> str:
    return str(TOOLS / home / "bin" / name)


def _finds(name: str, command: list[str]) -> bool:
    """Run one look before the reader's eyes and say whether it found something, or did not get to its end."""
    print(f"\n==== {name}\n", flush=True)
    beside = os.environ | {"PATH": f"{TOOLS / 'semgrep' / 'bin'}:{os.environ['PATH']}"}  # where semgrep finds its parts
    return subprocess.run(command, check=False, cwd=ROOT, env=beside).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
