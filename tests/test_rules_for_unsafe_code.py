"""Our own rules for semgrep: each is shown what it is there for, and what is fine; `make audit` installs semgrep."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordinator.settings import ROOT

RULES = ROOT / ".ci" / "rules.yaml"
SEMGREP = Path(sys.prefix) / "audit" / "semgrep" / "bin" / "semgrep"
BAD = {
    "looking-commits": ("coordinator/web/x.py", '@bp.get("/x")\ndef x():\n    db.session.commit()\n'),
    "markup": ("coordinator/web/x.py", "def x(words):\n    return Markup(words)\n"),
    "host-of-a-request": ("coordinator/web/x.py", "def x():\n    return request.host\n"),
    "network": ("coordinator/web/x.py", "def x(url):\n    return urllib.request.urlopen(url)\n"),
    "organiser-imports-guests": (
        "coordinator/web/organiser/x.py",
        "from coordinator.events.invitation import Invitation\n",
    ),
    "sql-from-pieces": ("coordinator/x.py", 'def x(name):\n    return sa.text(f"SELECT {name}")\n'),
    "unsafe-filter": ("templates/x.html", "<p>{{ note|safe }}</p>\n"),
}
FINE = {
    "coordinator/web/y.py": (
        '@bp.get("/y")\n@bp.post("/y")\ndef y():\n    db.session.commit()\n\n\n'
        "def z():\n    return settings().address(request.path), sa.text('SELECT 1')\n"
    ),
    "coordinator/web/host/y.py": "from coordinator.events.invitation import Invitation\n",
    "templates/y.html": "<p>{{ note }}, quite safe</p>\n",
}


def rules() -> set[str]:
    return {line.split(": ")[1] for line in RULES.read_text().splitlines() if line.startswith("  - id: ")}


def test_every_rule_is_shown_something() -> None:
    assert rules() == set(BAD)


@pytest.mark.thorough
def test_every_rule_finds_what_it_is_there_for_and_nothing_else(tmp_path: Path) -> None:
    if not SEMGREP.exists():
        pytest.skip("semgrep comes with `make audit`")
    for name, text in [*BAD.values(), *FINE.items()]:
        file = tmp_path / name.replace("/x.", f"/x{len(list(tmp_path.rglob('*')))}.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shutil.copy(RULES, tmp_path / "rules.yaml")
    command = [str(SEMGREP), "scan", "--config", "rules.yaml", "--metrics=off", "--disable-version-check", "--json"]
    beside = {"PATH": f"{SEMGREP.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    told = subprocess.run(  # noqa: S603 - our own tool
        [*command, "--quiet", "--no-git-ignore", "coordinator", "templates"],
        cwd=tmp_path, env=beside, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = [(each["path"], each["check_id"].rpartition(".")[2]) for each in json.loads(told)["results"]]
    assert {rule for _file, rule in found} == set(BAD)
    assert [file for file, _rule in found if "/y." in file] == []
