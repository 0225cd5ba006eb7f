"""Starting a demo: a filled world, and settings that the shell finds too."""

import logging
from datetime import timedelta

import sqlalchemy as sa

from coordinator.database import db
from coordinator.demo import mailbox, moving, world
from coordinator.instance import settings
from coordinator.post import outcome


def prepare(port: int) -> None:
    """Fill an empty demo, and let commands in another shell know that this instance is one, on which port."""
    kept = f"# Written by the demo at each start.\nCOORDINATOR_DEMO=1\nPORT={port}\n"
    (settings().instance / "settings.env").write_text(kept)
    if world.is_empty():
        fill()


def fill() -> None:
    """Tell the demo's story into the database; its letters are really delivered on the way."""
    refusals = logging.getLogger(outcome.__name__)
    refusals.setLevel(logging.ERROR)  # one letter of the story comes back, which is no trouble
    with mailbox.open_if_closed():
        world.fill(moving.pass_the_hour)
    refusals.setLevel(logging.NOTSET)


def reset() -> None:
    """Begin the story anew."""
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(sa.delete(table))
    db.session.commit()
    mailbox.empty()
    moving.put(timedelta())
    fill()
