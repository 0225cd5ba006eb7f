"""docs/who-sees-what.md says of every address that something can be sent to who may, and what it does."""

import re

from flask import Flask

from coordinator.settings import ROOT

ROW = re.compile(r"^\| `(/[^`]*)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def doors() -> dict[str, tuple[str, str]]:
    """Return the rows of the table of doors: the address, who may, and what it does."""
    page = (ROOT / "docs" / "who-sees-what.md").read_text()
    table = page.partition("## Doors")[2].partition("\n## ")[0]
    return {found[1]: (found[2], found[3]) for found in ROW.finditer(table)}


def test_every_address_that_changes_something_is_in_the_table_and_no_other(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert set(doors()) == {re.sub(r"<[^>]+>", "…", rule) for rule in rules}


def test_each_says_who_and_what() -> None:
    assert [address for address, said in doors().items() if min(map(len, said)) < 6] == []
