"""A page with a hole, for the audit alone: where sqlmap does not find this one, what it says of ours says nothing."""

import sqlite3

from flask import Flask, request


def create() -> Flask:
    """Return an application that puts what it is asked into its SQL."""
    app = Flask("leaky")
    app.logger.disabled = True  # it breaks at every other try

    @app.route("/", methods=["GET", "POST"])
    def names() -> str:
        with sqlite3.connect(":memory:") as database:
            database.executescript("CREATE TABLE guest (name TEXT); INSERT INTO guest VALUES ('Robin'), ('Noor')")
            query = f"SELECT name FROM guest WHERE name = '{request.values.get('name', '')}'"  # noqa: S608 - the hole
            return ", ".join(name for (name,) in database.execute(query)) or "nobody"

    return app
