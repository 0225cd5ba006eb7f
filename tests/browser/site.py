"""The whole site as people reach it: a web server, a mail server and the worker's rounds, on one clock."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from coordinator import chores
from coordinator import clock as present
from coordinator.database import db
from coordinator.post import delivery
from tests.browser.mailbox import Mailbox


class _Quiet(WSGIRequestHandler):
    """Answers without writing a line for each request."""

    def log_request(self, *_args: Any) -> None:
        """Say nothing."""


class _Listener(logging.Handler):
    """Keeps every error that a page hid behind its kind words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one, with where it came from."""
        self.faults.append(self.format(record))


class Site:
    """A running site. It lives in the test's own process, so that moving the clock moves the server's too."""

    def __init__(self, app: Flask, line: socket.socket, mailbox: Mailbox, clock: time_machine.Traveller) -> None:
        """Serve an application on a bound socket."""
        self.app, self.mailbox, self.clock = app, mailbox, clock
        self.faults: list[str] = []
        self.base = str(app.extensions["coordinator_settings"].public_base_url)
        self._listener = _Listener(self.faults)
        logging.getLogger("coordinator").addHandler(self._listener)
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet, fd=line.fileno())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def address(self, path: str) -> str:
        """Return the absolute address of a path; an absolute one of this site stays."""
        return path if path.startswith(self.base) else self.base + path

    def deliver(self) -> None:
        """Do what the worker does in one round: what is due by the clock, then the letters."""
        db.session.commit()
        chores.tick()
        db.session.commit()
        delivery.deliver_due()
        db.session.commit()

    def wait(self, *, until: datetime | None = None, step: timedelta = timedelta(days=1), **span: float) -> None:
        """Let time pass, `wait(hours=72)` or until a moment, with the worker making its rounds in between."""
        now = present.now()
        until = until or now + timedelta(**span)
        while now < until:
            now = min(now + step, until)
            self.clock.move_to(now)
            self.deliver()

    def does(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Do something by the product's own verbs, as if somebody had pressed the button."""
        done = verb(*args, **more)
        db.session.commit()
        return done

    def close(self) -> None:
        """Stop serving and tell about every error a page hid behind its kind words."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
        logging.getLogger("coordinator").removeHandler(self._listener)


@contextmanager
def line() -> Iterator[socket.socket]:
    """Listen on a free port of this machine."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        yield bound
