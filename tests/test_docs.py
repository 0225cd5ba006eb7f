"""The documents say what the code does: settings, commands and files are compared with the real ones."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, replace
from pathlib import Path

import click
import pytest
from flask import Flask

from coordinator import create_app
from coordinator.links.link import Purpose
from coordinator.pace import Pace
from coordinator.post import unsubscribe
from coordinator.settings import PREFIX, ROOT, SECRETS, Imap, Settings, Smtp
from coordinator.version import VERSION

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SHELL = re.compile(r"`([^`\n]+)`|^(?:\s{4}|)((?:sudo |\.venv|make |flask |podman).+)$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
ROW = re.compile(rf"^\| `({PREFIX}\w+)` \| (.*) \|$", re.MULTILINE)
NOT_SETTABLE = {"testing", "smtp", "imap", "pace"}
# Words that must not stand on any page; the documents keep to them too.
NEVER = re.compile(
    r"\b(ex|ex-\w+|win(?:ning)? \w+ back|streaks?|scores?|progress|target|opened|seen at|last chance|don.t miss"
    r"|only \d+ (?:days|hours)|reconcil\w+|stalk\w*|countdowns?)\b|!(?:\s|$)| [–—-] |—",
    re.IGNORECASE,
)


def text_of(name: str) -> str:
    """Return a document."""
    return (ROOT / name).read_text()


def documented(name: str) -> dict[str, list[str]]:
    """Return the rows of the settings tables: name, then the other columns."""
    return {found[1]: [part.strip() for part in found[2].split(" | ")] for found in ROW.finditer(text_of(name))}


def default_of(setting: Field[object]) -> str:
    """Return a default as the tables show it."""
    if setting.name in SECRETS:
        return "made at first start"
    value = setting.default_factory() if setting.default_factory is not MISSING else setting.default
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}`"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if value or value == 0 else "none"


def limit_of(rule: Field[object]) -> str:
    """Return the limit of a pacing value as the table shows it."""
    least, most = rule.metadata["at_least"], rule.metadata["at_most"]
    if least is not None and least == most:
        return f"= {least}"
    return f"≥ {least}" if least is not None else f"≤ {most}"


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    plain = {PREFIX + each.name.upper(): default_of(each) for each in fields(Settings) if each.name not in NOT_SETTABLE}
    mail = {f"{PREFIX}SMTP_{each.name.upper()}": default_of(each) for each in fields(Smtp)}
    mail |= {f"{PREFIX}IMAP_{each.name.upper()}": default_of(each) for each in fields(Imap)}
    shown = {name: row[0] for name, row in documented("docs/operations.md").items() if "PACE" not in name}
    assert shown == plain | mail


def test_every_pacing_value_stands_in_the_table_with_its_default_and_its_limit() -> None:
    pace = {f"{PREFIX}PACE_{each.name.upper()}": [str(each.default), limit_of(each)] for each in fields(Pace)}
    shown = {name: row[:2] for name, row in documented("docs/operations.md").items() if "PACE" in name}
    assert shown == pace


def test_every_setting_is_explained() -> None:
    assert [name for name, row in documented("docs/operations.md").items() if len(row[-1]) < 8] == []


def test_the_example_names_real_settings_only() -> None:
    named = set(re.findall(rf"^#?({PREFIX}\w+)=", text_of("deploy/settings.env.example"), re.MULTILINE))
    assert named
    assert named <= set(documented("docs/operations.md"))


def test_every_file_a_document_links_to_is_there() -> None:
    named = [page.parent / where for page in DOCS for where in LINK.findall(page.read_text()) if "://" not in where]
    assert [str(where) for where in named if not where.exists()] == []


def test_every_folder_and_file_the_readme_lists_is_there() -> None:
    listed = re.findall(r"^\| `([\w./-]+)` \|", text_of("README.md"), re.MULTILINE)
    assert len(listed) > 10
    assert [name for name in listed if not (ROOT / name).exists()] == []


def commands() -> Iterator[list[str]]:
    """Give every command the documents tell somebody to type, as its words, from `make` or `flask` on."""
    for inline, block in SHELL.findall("\n".join(page.read_text() for page in DOCS)):
        try:
            words = shlex.split((inline or block).split(" # ")[0])
        except ValueError:
            continue
        names = [Path(word).name for word in words]
        found = next((at for at, name in enumerate(names[:-1]) if name in {"make", "flask"}), None)
        if found is not None:
            yield [names[found], *words[found + 1 :]]


def test_every_make_command_in_a_document_exists() -> None:
    real = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {words[1] for words in commands() if words[0] == "make"}
    assert {"run", "test", "lint"} <= named <= real


def test_the_readme_names_the_two_commands_exactly() -> None:
    assert "\nmake run\n" in text_of("README.md")
    assert "\nmake test\n" in text_of("README.md")


@pytest.fixture
def demo(settings: Settings) -> Flask:
    """Return an application in demo mode, which has every command."""
    return create_app(replace(settings, demo=True))


def test_every_flask_command_in_a_document_exists(demo: Flask) -> None:
    named = [words[1:] for words in commands() if words[0] == "flask"]
    assert len(named) > 10
    assert [" ".join(words) for words in named if not is_real(demo, words)] == []


def test_every_flask_command_of_the_services_exists(demo: Flask) -> None:
    units = [text_of(f"deploy/common-ground-{name}.service") for name in ("web", "post", "inbox")]
    called = [
        shlex.split(line)[1:] for unit in units for line in re.findall(r"^Exec\w+=(.+/flask .+)$", unit, re.MULTILINE)
    ]
    boxes = [json.loads(line) for line in re.findall(r"command: (\[.+\])", text_of("deploy/compose.yaml"))]
    called += [box[1:] for box in boxes]
    assert len(called) == 5
    assert [words for words in called if not is_real(demo, words)] == []


def test_the_server_is_started_alike_everywhere() -> None:
    how = "--workers 2 --blocking-threads 4 --no-ws --http 1"
    image = re.search(r"^CMD (.+)$", text_of("deploy/Containerfile"), re.MULTILINE)
    assert image
    places = [text_of(name) for name in ("deploy/common-ground-web.service", "docs/operations.md")]
    assert [how in place for place in [*places, " ".join(json.loads(image[1]))]] == [True] * 3


def is_real(app: Flask, words: list[str]) -> bool:
    """Say whether a command with its options exists: "--app wsgi demo clock '+3 days'"."""
    if words[:2] != ["--app", "wsgi"]:
        return False
    command: click.Command = app.cli
    rest = [word.strip("[]") for word in words[2:]]  # what may be left out stands in brackets
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    if rest == ["…"]:
        return True
    try:
        command.make_parser(click.Context(command)).parse_args(rest)
    except click.UsageError:
        return False
    return not isinstance(command, click.Group) or not [word for word in rest if not word.startswith("--")]


def test_the_documents_keep_to_the_words_of_the_pages() -> None:
    plain = re.compile(r"```.*?```|`[^`\n]+`|^\s*[-*] ", re.DOTALL | re.MULTILINE)
    prose = [(page.name, plain.sub("", page.read_text())) for page in DOCS]
    assert [(name, found[0]) for name, text in prose for found in NEVER.finditer(text)] == []


def test_every_purpose_of_a_link_is_explained() -> None:
    shown = set(re.findall(r"^\| `(?:/\w/)?(\w+[_+])` \|", text_of("docs/who-sees-what.md"), re.MULTILINE))
    paths = {f"{purpose}_" for purpose in Purpose if purpose is not Purpose.REPLY}
    assert shown == paths | {unsubscribe.PREFIX, f"{Purpose.REPLY}+"}


def test_every_package_has_its_reason() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    packages = {re.match(r"[\w-]+", each)[0] for each in [*project["dependencies"], *extras]}  # type: ignore[index]
    named = set(re.findall(r"`([\w-]+)`", text_of("docs/decisions/0017-packages-and-why.md")))
    assert packages - named == set()


def test_the_version_is_the_same_everywhere() -> None:
    newest = re.search(r"^## \[([\d.]+)\]", text_of("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert newest[1] == VERSION == tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
