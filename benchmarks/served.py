"""The two applications that granian serves here: the product, and a bare Flask beside it.

The product is served as it is, but for its limits: they would refuse the eleventh answer of a guest within an hour.
"""

import json
import os
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response

from benchmarks.recording import Recording, record
from coordinator import create_app
from coordinator.database import db, engine_options
from coordinator.extensions import limiter
from coordinator.settings import from_environment


def product() -> Flask:
    """Return the product."""
    app = create_app(from_environment())
    limiter.enabled = False
    return app


def bare() -> Flask:
    """Return a Flask of one view, which repeats what the product did for requests it is told in BENCH_REQUESTS."""
    kept = recordings(product(), json.loads(os.environ["BENCH_REQUESTS"]))
    settings = from_environment()
    engine = sa.create_engine(settings.database_url, **engine_options(settings.database_url))
    app = Flask("bare", static_folder=None)

    @app.get("/")
    def hello() -> str:
        return "Hello"

    @app.route("/<name>", methods=["GET", "POST"])
    def view(name: str) -> Response:
        recording = kept[name]
        recording.repeat(engine)
        return Response(recording.body, recording.status, recording.headers)

    return app


def recordings(app: Flask, wanted: dict[str, dict[str, Any]]) -> dict[str, Recording]:
    """Make every request twice and keep the second: by then what is written once has been written."""
    with app.app_context():
        engine = db.engine
    client = app.test_client(use_cookies=False)
    for request in wanted.values():
        record(client, engine, **request)
    kept = {name: record(client, engine, **request) for name, request in wanted.items()}  # type: ignore[arg-type]
    engine.dispose()
    return kept
