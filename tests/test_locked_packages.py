"""The locked packages install anywhere, with an old pip too, and when a package has been released anew since."""

import re
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from coordinator.settings import ROOT

LOCKED = re.compile(r"^([\w.-]+)(?:\[([\w.,-]+)\])?==", re.MULTILINE)


def extras_of(lock: str) -> dict[str, set[str]]:
    """Return the locked packages with the extras each is locked with."""
    return {canonicalize_name(name): set(extras.split(",")) - {""} for name, extras in LOCKED.findall(lock)}


def test_what_is_wanted_with_an_extra_is_locked_with_it() -> None:
    """Where a lock leaves an extra out, pip 23.2 takes the newest release for it, and then refuses what it took."""
    locked = extras_of((ROOT / "requirements-dev.txt").read_text())
    wanted = [
        (package.metadata["Name"], requirement)
        for package in distributions()
        for requirement in map(Requirement, package.requires or [])
        if requirement.extras and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]
    assert any(requirement.name == "coverage" for _asker, requirement in wanted)
    for asker, requirement in wanted:
        assert requirement.extras <= locked[canonicalize_name(requirement.name)], f"{asker} wants {requirement}"
