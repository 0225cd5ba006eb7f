"""Moving house: everything from the present database into another one, such as from SQLite to PostgreSQL."""

import sqlalchemy as sa

from coordinator.database import db
from coordinator.settings import DATABASES
from coordinator.upkeep import revisions, rows
from coordinator.upkeep.beside import beside
from coordinator.upkeep.going_back import put
from coordinator.upkeep.revisions import NotUsable


def move(address: str) -> dict[str, rows.Sum]:
    """Fill an empty database with every row of the present one and return what is in it, table by table.

    Nobody can write here meanwhile. Raises `NotUsable` where the other one is not empty or cannot be reached, or
    where the tables here are old.
    """
    if not address.startswith(DATABASES):
        raise NotUsable(f"an address begins with {' or '.join(DATABASES)}")
    if revisions.present() != revisions.newest():
        raise NotUsable("the tables are not up to date. Run: flask --app wsgi update")
    source = db.engine
    try:
        return _fill(source, address)
    except sa.exc.OperationalError:
        raise NotUsable("the other database cannot be reached, or cannot be written to.") from None


def _fill(source: sa.Engine, address: str) -> dict[str, rows.Sum]:
    with rows.holding(source) as present, beside(address) as engine, rows.holding(engine) as target:
        if there := rows.count(target):
            raise NotUsable(f"the other database has {there} rows, and nothing is overwritten.")
        return put(present, target)
