"""What one request did: its statements as Core has them, and the answer's bytes; and doing the same again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event


@dataclass
class Recording:
    """A request as it went."""

    statements: list[tuple[Any, Any]] = field(default_factory=list)  # statement and what was bound to it
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def repeat(self, engine: sa.Engine) -> None:
        """Do the same queries, and read every row they give."""
        with engine.begin() as connection:
            for statement, values in self.statements:
                result = connection.execute(statement, values)
                if result.returns_rows:
                    result.all()


def record(client: FlaskClient, engine: sa.Engine, path: str, **request: Any) -> Recording:
    """Make a request of the product in this process and keep what it did."""
    recording = Recording()
    with _listening(engine, recording):
        response = client.open(path, **request)
    recording.status, recording.body = response.status_code, response.data
    recording.headers = [(name, value) for name, value in response.headers if name != "Set-Cookie"]
    return recording


@contextmanager
def _listening(engine: sa.Engine, recording: Recording) -> Iterator[None]:
    def note(_connection: object, statement: object, many: object, one: object, _options: object) -> None:
        recording.statements.append((statement, many or one or None))

    event.listen(engine, "before_execute", note)
    yield
    event.remove(engine, "before_execute", note)
