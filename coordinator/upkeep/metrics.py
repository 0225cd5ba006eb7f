"""Numbers for a monitor: how the machine is doing, and nothing about anybody or any plan.

They are read from the database when somebody asks, so that any number of processes tell the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from coordinator import chores
from coordinator.database import db
from coordinator.operating import DAY, LATE, open_reports
from coordinator.post import lease
from coordinator.version import VERSION

HERE = "127.0.0.1"  # what lies behind this port is for this machine's monitor


class Instance(Collector):
    """Reads an instance's numbers."""

    def __init__(self, app: Flask) -> None:
        """Keep the application whose database is asked."""
        self.app = app

    def collect(self) -> Iterable[Metric]:
        """Return every number; while the database is away only that it is."""
        yield InfoMetricFamily("ground", "The version of the program.", {"version": VERSION})
        with self.app.app_context():
            try:
                numbers = list(_numbers())
            except SQLAlchemyError:
                numbers = []
            yield GaugeMetricFamily("ground_database_up", "1 while the database answers.", int(bool(numbers)))
            yield from numbers
            db.session.remove()


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    """Serve the numbers on a port of this machine alone; with port 0 nothing is served."""
    if not port:
        yield
        return
    registry = CollectorRegistry()
    registry.register(Instance(app))
    server, thread = start_http_server(port, addr=HERE, registry=registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _numbers() -> Iterator[Metric]:
    yield GaugeMetricFamily("ground_letters_overdue", "Readers whose next letter is late.", lease.overdue(LATE))
    yield GaugeMetricFamily("ground_letters_given_up", "Letters given up in a day.", lease.given_up(DAY))
    yield GaugeMetricFamily("ground_reports_open", "Reports nobody has dealt with.", open_reports())
    for name, words in ((chores.ROUND, "The post process came by."), (chores.PURGE, "The daily purge was done.")):
        done = chores.last(name)
        yield GaugeMetricFamily(f"ground_last_{name}_timestamp_seconds", words, done.timestamp() if done else 0)
