"""SAFETY.md: every claim names the tests that prove it, and every one of them is there."""

import ast
import re

import pytest

from coordinator.settings import ROOT

SAFETY = ROOT / "SAFETY.md"
TEST = re.compile(r"tests/[\w/]+\.py(?:::\w+)?")
PROVED = "Proved by"


def claims() -> list[tuple[str, str]]:
    """Return each claim of each table that has a column "Proved by", and what stands there."""
    found, column = [], None
    for line in SAFETY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.strip().startswith("|") else []
        if not cells:
            column = None
        elif PROVED in cells:
            column = cells.index(PROVED)
        elif column is not None and not set("".join(cells)) <= set("-: "):
            found.append((" | ".join(cells[:column]), cells[column] if len(cells) > column else ""))
    return found


def names_in(path: str) -> set[str]:
    """Return the names of the tests in a file."""
    file = ROOT / path
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


@pytest.mark.skipif(not SAFETY.exists(), reason="SAFETY.md is not written yet")
def test_every_claim_names_a_test_that_is_there() -> None:
    rows = claims()
    assert len(rows) >= 10, "SAFETY.md has a table with a column “Proved by”"
    for claim, proof in rows:
        names = TEST.findall(proof)
        assert names, f"no test proves: {claim}"
        for name in names:
            path, _colons, test = name.partition("::")
            assert names_in(path), f"{path} has no test; it should prove: {claim}"
            assert not test or test in names_in(path), f"{name} is not there; it should prove: {claim}"
