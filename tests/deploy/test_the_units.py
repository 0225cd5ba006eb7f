"""The systemd units: systemd itself finds nothing wrong with them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordinator.settings import ROOT

ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(ANALYZE is None, reason="NOT TESTED: no systemd-analyze here")
def test_systemd_understands_every_line_of_the_units(tmp_path: Path) -> None:
    assert ANALYZE
    units = [tmp_path / file.name for file in (ROOT / "deploy").glob("*.service")]
    assert len(units) >= 2
    for unit in units:
        lines = (ROOT / "deploy" / unit.name).read_text().replace("/srv/common-ground/.venv", sys.prefix)
        unit.write_text(lines.replace("/srv/common-ground", str(ROOT)))
    shown = subprocess.run(  # noqa: S603 - systemd's own look
        [ANALYZE, "verify", "--man=no", "--generators=no", *map(str, units)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    said = [line for line in shown.stderr.splitlines() if "common-ground" in line]
    assert (shown.returncode, said) == (0, [])
