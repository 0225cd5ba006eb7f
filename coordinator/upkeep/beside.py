"""A database beside the instance's own: the same program and keys on another address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from coordinator.database import db
from coordinator.instance import settings


@contextmanager
def beside(address: str | Path, revision: str = "head") -> Iterator[sa.Engine]:
    """Stand in an application on another database, a file or an address, brought to a revision."""
    from coordinator import create_app  # noqa: PLC0415 - the package imports this one for its commands

    url = f"sqlite:///{address}" if isinstance(address, Path) else address
    app = create_app(replace(settings(), database_url=url))
    with app.app_context():
        try:
            upgrade(revision=revision)
            yield db.engine
        finally:
            db.session.remove()
            db.engine.dispose()
