"""R1 and R3 from below: what a door may import, and which tables it may name, in production too."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask, g

from coordinator import create_app
from coordinator.database import db
from coordinator.settings import ROOT, Settings
from coordinator.web.wall import NEEDED_TO_LEAVE, NEVER, WallBroken

# What a door may read, of all there is. A new table has to be put on one side of each wall.
MAY = {
    "organiser": {
        "account", "address_change", "cancellation", "closing", "date_option", "device", "event", "favour", "friend",
        "hosting", "known_as", "letter",
        "link", "organiser_readiness", "organiser_reply", "passkey", "plan", "plan_wait", "question", "reflection",
        "screening", "shared_event", "sign_in", "spent_challenge", "use",
    },
    "guest": {
        "attendance", "bring_item", "calendar_word", "cancellation", "closing", "date_option", "date_vote", "device",
        "ending", "event", "event_draft", "guest", "guest_readiness", "hosting", "invitation", "letter", "link",
        "organiser_reply", "passkey", "question", "question_answer", "received", "reply", "report", "rest",
        "shared_event", "sign_in", "spent_challenge", "stop", "suppression", "use",
    },
}  # fmt: skip
MAY["sunlight"] = MAY["guest"] | {"plan"}  # her own data page alone, for the name typed about her
MAY["account"] = MAY["organiser"]  # whoever signs in may be an organiser
MAY["leaving"] = MAY["account"] | NEEDED_TO_LEAVE  # deleting an account alone, to call off what it hosts
# What the import contracts have to speak of.
CONTRACTS = {
    "The guest side cannot reach the organiser's words": (
        {"coordinator.web.guest", "coordinator.calendars", "coordinator.post.letters.guest"},
        {"coordinator.plans", "coordinator.web.organiser", "coordinator.web.friend"},
    ),
    "The organiser's door cannot reach the guests": (
        {"coordinator.web.organiser"},
        {"coordinator.events.invitation", "coordinator.consent.stop"},
    ),
}


@pytest.fixture
def production(settings: Settings) -> Iterator[Flask]:
    """Return the application as it runs for real."""
    app = create_app(replace(settings, testing=False, public_base_url="https://ground.example.org"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_import_contracts_hold() -> None:
    look = "import sys, importlinter.cli as linter; sys.exit(linter.lint_imports(no_cache=True))"
    shown = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert shown.returncode == 0, shown.stdout


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contracts_speak_of_both_sides(name: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["name"] == name)
    sources, forbidden = CONTRACTS[name]
    assert sources <= set(contract["source_modules"])
    assert forbidden <= set(contract["forbidden_modules"])
    assert not contract.get("allow_indirect_imports")


@pytest.mark.parametrize("door", sorted(NEVER))
def test_every_table_is_on_one_side_of_a_wall(door: str, app: Flask) -> None:
    never, may = set(NEVER[door]), MAY[door]
    assert never | may == set(db.metadata.tables), "say in tests/promises/test_walls.py which side a table is on"
    assert never & may == set()


@pytest.mark.parametrize("door", sorted(NEVER))
def test_a_door_cannot_name_what_lies_behind_its_wall(door: str, production: Flask) -> None:
    for table in NEVER[door]:
        with production.test_request_context("/"):
            g.audience = door
            with pytest.raises(WallBroken, match=table):
                db.session.execute(sa.select(db.metadata.tables[table]))
            db.session.rollback()


@pytest.mark.parametrize("door", sorted(NEVER))
def test_a_door_can_read_what_lies_on_its_side(door: str, production: Flask) -> None:
    for table in MAY[door]:
        with production.test_request_context("/"):
            g.audience = door
            db.session.execute(sa.select(db.metadata.tables[table]).limit(1))


def test_a_request_that_reads_answers_at_the_organisers_door_is_stopped_in_production(
    production: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def rogue() -> str:
        return str(db.session.execute(sa.select(db.metadata.tables["reply"])).all())

    production.add_url_rule("/rogue", "organiser.rogue", rogue)
    production.before_request_funcs.pop("organiser", None)  # whoever is signed in: this is about the wall behind
    shown = production.test_client().get("/rogue", base_url="https://ground.example.org")
    assert shown.status_code == 500
    assert "reply" not in shown.text
    assert any(each.exc_info and each.exc_info[0] is WallBroken for each in caplog.records)


def test_a_join_a_subquery_and_a_write_are_stopped_too(production: Flask) -> None:
    statements = [
        "SELECT event.id FROM event JOIN invitation ON invitation.event_id = event.id",
        "SELECT id FROM event WHERE EXISTS (SELECT 1 FROM attendance)",
        "DELETE FROM stop",
        "UPDATE guest SET name = name",
    ]
    for statement in statements:
        with production.test_request_context("/"):
            g.audience = "organiser"
            with pytest.raises(WallBroken):
                db.session.execute(sa.text(statement))
            db.session.rollback()
