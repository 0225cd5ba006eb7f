"""Set up `.venv` for one purpose: `run` (the demo), `dev` (by hand) or `test` (everything a machine can test).

Needs Python 3.11 or newer and nothing else. What is already there and up to date costs a few milliseconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = {"run": "requirements.txt", "dev": "requirements-dev.txt", "test": "requirements-dev.txt"}
Command = list[str | Path]
NETWORK = ("NameResolution", "Temporary failure", "Connection", "timed out", "Timeout", "Proxy", "SSLError", "Network")


class Stuck(SystemExit):
    """Something is missing that only a person can bring; one line says what."""

    def __init__(self, reason: str) -> None:
        """Say the reason on standard error as Python does for SystemExit with a text."""
        super().__init__(f"\nSet-up stopped: {reason}")


def main(purpose: str) -> None:
    """Bring `.venv` to what a purpose needs."""
    if not _works():
        _make()
    _install(ROOT / REQUIREMENTS[purpose])
    _compile_catalogues()
    if purpose == "test":
        subprocess.run([PYTHON, ROOT / ".ci" / "system.py"], check=True)


def _works() -> bool:
    """Say whether `.venv` is there and runs; it does not where the folder was moved or its Python is gone."""
    look: Command = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return PYTHON.exists() and subprocess.run(look, check=False, capture_output=True).returncode == 0


def _make() -> None:
    """Make `.venv` anew."""
    _say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    make: Command = [sys.executable, "-m", "venv", VENV]
    if subprocess.run(make, check=False, capture_output=True).returncode == 0:
        return
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if _is_root() and shutil.which("apt-get"):
        _say(f"This Python has no venv; installing {version}")
        _quietly(["apt-get", "update"])
        _quietly(["apt-get", "install", "-y", "--no-install-recommends", version])
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run(make, check=False, capture_output=True).returncode == 0:
            return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Stuck(f"`python3 -m venv` does not work here. On Debian and Ubuntu: sudo apt install {version}")


def _install(requirements: Path) -> None:
    """Install the locked packages, each checked against its hash, unless these very ones are installed."""
    stamp = VENV / f".{requirements.stem}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    began = time.monotonic()
    _say(f"Installing the packages of {requirements.name}, once")
    pip: Command = [PYTHON, "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    done = _quietly([*pip, "--require-hashes", "-r", requirements])
    if done.returncode:
        said = done.stdout.strip()
        print(said[-4000:])
        raise Stuck(_why(said))
    stamp.write_text(wanted)
    _say(f"Installed in {time.monotonic() - began:.0f} s")


def _why(said: str) -> str:
    """Return one line for a person, from what pip said."""
    if "DO NOT MATCH THE HASHES" in said:
        return "a package is not the one that was locked. Try again; if it stays, do not install it, and tell us."
    if "No space left" in said:
        return "the disk is full."
    if "No matching distribution" in said and "versions: none" not in said:
        return "a locked package does not exist for this machine or this Python."
    if "versions: none" in said or any(word in said for word in NETWORK):
        return "the packages could not be fetched. Is the network up? Then run the same command again."
    return "pip could not install the packages; its own words are above."


def _compile_catalogues() -> None:
    """Compile the translations whose text is newer than what was compiled from it."""
    folder = ROOT / "coordinator" / "translations"
    texts = list(folder.glob("*/LC_MESSAGES/*.po"))
    if all(_is_fresh(text.with_suffix(".mo"), text) for text in texts):
        return
    done = _quietly([PYTHON, "-m", "babel.messages.frontend", "compile", "-d", folder])
    if done.returncode:
        print(done.stdout)
        raise Stuck("a translation could not be compiled; the lines above say where.")


def _is_fresh(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _quietly(command: Command) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says; there is nobody to ask."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, check=False, cwd=ROOT, env=quiet, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _say(line: str) -> None:
    print(f"set-up: {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
