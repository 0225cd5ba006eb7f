"""A process of its own that writes to an SQLite database: so often, or once, and then holds on to it until told."""

import sys

import sqlalchemy as sa

from coordinator.database import engine_options
from coordinator.turns import BEGIN

HOLD = "hold"
LINE = sa.Table("line", sa.MetaData(), sa.Column("number", sa.Integer, primary_key=True))
COUNT = sa.select(sa.func.count(LINE.c.number))


def opened(address: str) -> sa.Engine:
    """Return an engine as the application makes it."""
    return sa.create_engine(address, **engine_options(address))


def add(connection: sa.Connection) -> None:
    """Write one more number than there are: two that did not take turns would write the same."""
    connection.exec_driver_sql(BEGIN)
    connection.execute(sa.insert(LINE), {"number": connection.execute(COUNT).scalar_one() + 1})


def main(address: str, times: str) -> None:
    """Write, or hold on."""
    engine = opened(address)
    for _each in range(1 if times == HOLD else int(times)):
        with engine.begin() as connection:
            add(connection)
            if times == HOLD:
                sys.stdout.write("holding\n")
                sys.stdout.flush()
                sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
