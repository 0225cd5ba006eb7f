"""The WSGI entry point: `granian --interface wsgi wsgi:app`, or `flask --app wsgi …`."""

import os

from coordinator import create_app, keys
from coordinator.web import lazily

os.umask(0o077)  # what this process writes, the database above all, is its owner's alone

app = create_app()
lazily.install(app)
with app.app_context():
    keys.check()
