"""A test's browser: each request stands on its own, as it does behind a real server."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.database import db


class Browser(FlaskClient):
    """A client whose requests share neither `g` nor a database session with the test or with each other.

    Flask lets a request inside a pushed application context use that one, so that the visitor of one request would
    still stand at the door in the next. What a test has changed is committed before each request, and what it holds
    is read anew afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        kwargs.setdefault("buffered", True)  # reads files to their end and closes them
        if self.preserve_context:
            return super().open(*args, **kwargs)
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)
