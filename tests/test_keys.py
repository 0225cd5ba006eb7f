"""A database is only used with the keys it was written with: with others, wishes for no more mail would be lost."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import create_app, instance, keys
from coordinator.database import db
from coordinator.keys import KeyMark
from coordinator.settings import Settings, Unsafe


def test_a_new_database_learns_its_keys_and_keeps_none_of_them(app: Flask, settings: Settings) -> None:
    keys.check()
    keys.check()
    kept = dict(db.session.execute(sa.select(KeyMark.name, KeyMark.mark)).all())
    assert set(kept) == {"contact_key", "stop_pepper"}
    assert settings.stop_pepper not in kept.values()
    assert kept["stop_pepper"] != kept["contact_key"]


@pytest.mark.parametrize("name", ["contact_key", "stop_pepper"])
def test_another_key_is_refused_in_one_line(name: str, app: Flask, settings: Settings) -> None:
    keys.check()
    instance.install(app, replace(settings, **{name: "another"}))
    with pytest.raises(Unsafe, match=name.upper()):
        keys.check()


def test_another_secret_key_is_fine(app: Flask, settings: Settings) -> None:
    keys.check()
    instance.install(app, replace(settings, secret_key="x" * 40))
    keys.check()


def test_without_a_table_or_a_database_there_is_nothing_to_compare(settings: Settings) -> None:
    for address in ("sqlite://", "sqlite:////no/such/folder/file.sqlite3"):
        app = create_app(replace(settings, database_url=address))
        with app.app_context():
            keys.check()
            db.session.remove()
            db.engine.dispose()
