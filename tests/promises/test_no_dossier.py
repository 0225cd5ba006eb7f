"""R6: nothing is kept of a person but what an invitation needs, and every word has an owner."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.database import db
from tests.promises.owners import ABOUT_A_GUEST, OWNERS, UNBOUNDED, text_columns

LONGEST = 500
SEALED = 512  # an encrypted address takes more room than it says
# Parts of names no column may have anywhere, and none that leads to a guest.
NOWHERE = {"score", "mood", "opened", "opens", "clicked", "ip", "agent", "lat", "lon", "photo", "picture", "rating"}
NOT_OF_A_GUEST = NOWHERE | {
    "note",
    "notes",
    "remark",
    "seen",
    "read",
    "visited",
    "birthday",
    "phone",
    "gender",
    "device",
}
# A ticked wish of the guest's own, and no note about them.
OWN_WISHES = {"invitation.wants_note"}


@pytest.fixture
def tables(app: Flask) -> sa.MetaData:
    """Return the whole schema."""
    return db.metadata


def test_every_text_column_has_an_owner(tables: sa.MetaData) -> None:
    assert set(text_columns(tables)) - set(OWNERS) == set(), "say in tests/promises/owners.py whose words these are"
    assert set(OWNERS) - set(text_columns(tables)) == set(), "these columns are gone"


def test_no_text_is_longer_than_500_characters(tables: sa.MetaData) -> None:
    for name, column in text_columns(tables).items():
        if name in UNBOUNDED:
            assert UNBOUNDED[name]
            continue
        kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
        assert isinstance(kind, sa.String), name
        assert not isinstance(kind, sa.Text), name
        assert kind.length, name
        assert kind.length <= (SEALED if isinstance(column.type, sa.TypeDecorator) else LONGEST), name


def test_no_column_keeps_a_score_a_place_a_picture_or_a_look(tables: sa.MetaData) -> None:
    named = [(table.name, column.name) for table in tables.sorted_tables for column in table.columns]
    assert [pair for pair in named if NOWHERE & _parts(pair[1])] == []


def test_nothing_is_kept_of_a_guest_but_what_is_written_down(tables: sa.MetaData) -> None:
    found = {name: {column.name for column in tables.tables[name].columns} for name in _leading_to_a_guest(tables)}
    assert found == ABOUT_A_GUEST


def test_no_column_of_a_guest_is_a_note_about_them(tables: sa.MetaData) -> None:
    for table, columns in ABOUT_A_GUEST.items():
        for column in columns:
            assert f"{table}.{column}" in OWN_WISHES or not NOT_OF_A_GUEST & _parts(column), f"{table}.{column}"


def test_only_signed_in_browsers_are_ever_noted_as_seen(tables: sa.MetaData) -> None:
    seen = [f"{t.name}.{c.name}" for t in tables.sorted_tables for c in t.columns if "seen" in _parts(c.name)]
    assert seen == ["device.seen_at"]


def test_a_link_keeps_no_use_of_it(tables: sa.MetaData) -> None:
    columns = {column.name for column in tables.tables["link"].columns}
    about = {"id", "purpose", "subject_id", "token_hash", "created_at", "expires_at", "revoked_at"}
    assert columns == about | {"version"}  # which counts what hosts and guests changed, not who fetched it


def _parts(name: str) -> set[str]:
    return set(re.split(r"_", name))


def _leading_to_a_guest(tables: sa.MetaData) -> set[str]:
    """Return the guest's own table and all that point to it, or to something that does, by a foreign key."""
    found = {"guest"}
    while True:
        more = {
            table.name
            for table in tables.sorted_tables
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def test_of_a_passkeys_use_the_day_alone_is_kept(tables: sa.MetaData) -> None:
    when = {column.name: type(column.type) for column in tables.tables["passkey"].columns if "_on" in column.name}
    assert when == {"made_on": sa.Date, "used_on": sa.Date}
    kept = {column.name for column in tables.tables["passkey"].columns} - set(when)
    assert kept == {"id", "account_id", "credential_id", "public_key", "sign_count", "host", "name"}
