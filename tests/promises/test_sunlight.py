"""R7: a guest sees, takes along, corrects and deletes all that is kept about them, without an account."""

import json

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.consent import stop
from coordinator.database import db
from coordinator.events import answering, by_calendar, inviting
from coordinator.events.bring import BringItem
from coordinator.events.by_calendar import Heard
from coordinator.events.calendar_letter import ask
from coordinator.events.dates import Could, DateOption, DateVote
from coordinator.events.guest import Guest
from coordinator.events.invitation import Answer
from coordinator.history import marking
from tests.cast import Cast
from tests.promises.canaries import MARK, canary, sings
from tests.promises.owners import ABOUT_A_GUEST, OWNERS
from tests.promises.people import People

# Words about Kim, by column; those of her event are the host's and about the event.
HERS = [
    "guest.name", "guest.address", "reply.food", "question_answer.words", "invitation.calendar_address",
    "calendar_word.comment", "calendar_word.said_as",
]  # fmt: skip
ZONE = "Pacific/Chatham"


@pytest.fixture
def full(app: Flask, story: Cast) -> Cast:
    """Keep about Kim whatever can be kept, each word one that sings."""
    event, kim = story.event, story.kim
    kim.name, kim.language, kim.zone = canary("guest.name"), "de", ZONE
    kim.reach_at(f"{canary('guest.address').lower()}@posteo.example")
    item = BringItem(event_id=event.id, name=canary("bring_item.name"))
    db.session.add(item)
    db.session.flush()
    db.session.expire(event, ["items"])
    mine = next(each for each in event.invitations if each.guest_id == kim.id)
    said = {question.id: canary("question_answer.words") for question in event.questions}
    inviting.mail(mine)
    answering.reply(mine, Answer.YES, food=canary("reply.food"), item_id=item.id, words=said)
    ask(mine, f"{canary('invitation.calendar_address').lower()}@posteo.example", note=True)
    signed = f"{canary('calendar_word.said_as').lower()}@work.example"
    by_calendar.propose(mine, None, Heard(event.sequence, now(), (signed,), canary("calendar_word.comment")))
    option = DateOption(event_id=event.id, starts_at=event.starts_at, ends_at=event.ends_at)
    db.session.add(option)
    db.session.flush()
    db.session.add(DateVote(option_id=option.id, invitation_id=mine.id, could=Could.MAYBE))
    db.session.commit()
    return story


def kims(app: Flask, cast: Cast) -> tuple[FlaskClient, str]:
    """Return Kim's browser and the address of her invitation."""
    mine = next(each for each in cast.event.invitations if each.guest_id == cast.kim.id)
    people = People(app, cast)
    client = people.guest(cast.kim.name).client
    return client, f"/i/{mine.public_id}"


def test_every_word_kept_about_her_is_on_her_page_and_in_her_file(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    for address in ("/data", "/data.json"):
        heard = sings(client.get(path + address).data)
        for name in [*HERS, "bring_item.name"]:
            assert canary(name).casefold() in heard, (address, name)
    kept = client.get(path + "/data.json").get_data(as_text=True)
    for fact in ("Kim", ZONE, "de", "yes", "maybe"):
        assert fact in kept, fact
    assert json.loads(kept)


def test_every_column_about_a_guest_is_looked_at_above() -> None:
    """A new text column about a guest has to be put among those that her page must show."""
    words = {name for name in OWNERS if name.partition(".")[0] in ABOUT_A_GUEST}
    made_by_the_site = {name for name in words if name.endswith(("public_id", "fingerprint", "hash"))}
    assert words - made_by_the_site == {*HERS, "bring_item.name", "guest.language", "guest.zone"}


def test_a_mark_and_a_stop_are_on_her_page_too(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    for option in full.event.options:
        db.session.delete(option)  # the day is known now
    db.session.commit()
    full.clock.move_to(full.event.ends_at)
    marking.mark(full.event, full.kim, came=True)
    stop.ask(full.kim, host_may_know=True)
    db.session.commit()
    page = client.get(path + "/data?lang=en").text
    assert "Where you were" in page
    assert "Left out" in page


def test_another_guest_reads_none_of_it(app: Flask, full: Cast) -> None:
    priya = People(app, full).guest("Priya")
    shown = priya.client.get(f"/i/{full.invitation('Priya').public_id}/data.json")
    assert sings(shown.data) == []


def test_she_corrects_her_name_everywhere_and_no_host_changes_it_back(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    assert client.post(path + "/data/name", data={"name": "Kimberley"}).status_code == 303
    assert full.kim.name == "Kimberley"
    host = People(app, full).host()
    host.client.post(f"/host/guests/{full.kim.public_id}", data={"name": "Kimmy"})
    db.session.expire_all()
    assert full.kim.name == "Kimberley"


def test_deleting_leaves_no_word_of_hers_in_any_table(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    name, fingerprint = full.kim.name, full.kim.fingerprint
    full.hosting.other_name = name
    db.session.commit()
    assert client.post(path + "/data/deletion", data={"delete": "yes"}).status_code == 200
    for column in [*HERS, "hosting.other_name"]:
        assert MARK not in _column(column).casefold(), column
    assert fingerprint not in _column("guest.fingerprint")
    left = {table.name: _rows_about(table, full) for table in db.metadata.sorted_tables if table.name in ABOUT_A_GUEST}
    assert set(left.values()) == {0}, left


def test_after_deleting_her_links_open_nothing(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    client.post(path + "/data/deletion", data={"delete": "yes"})
    for address in ("", "/data", "/data.json", "/event.ics", "/stop"):
        assert client.get(path + address).status_code == 404


def test_a_deleted_answer_frees_its_place_and_sam_sees_no_change(app: Flask, full: Cast) -> None:
    client, path = kims(app, full)
    sam = People(app, full).organiser()
    before = sam.client.get("/home").data
    client.post(path + "/data/deletion", data={"delete": "yes"})
    assert sam.client.get("/home").data == before
    item = db.session.scalars(sa.select(BringItem)).one()
    assert item.invitation_id is None


def _column(name: str) -> str:
    """Return every value of a column, addresses opened."""
    table, column = name.split(".")
    return " ".join(str(value) for value in db.session.scalars(sa.select(db.metadata.tables[table].c[column])))


def _rows_about(table: sa.Table, cast: Cast) -> int:
    """Count the rows that still lead to her."""
    for column in table.columns:
        if column.name == "guest_id" or (table.name, column.name) == ("guest", "id"):
            kept = sa.select(sa.func.count()).select_from(table)
            others = list(db.session.scalars(sa.select(Guest.id)))
            return db.session.scalar(kept.where(column.not_in(others))) or 0
    return 0
