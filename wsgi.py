"""The WSGI entry point: `granian --interface wsgi wsgi:app`, or `flask --app wsgi …`."""

from coordinator import create_app

app = create_app()
