"""Addresses of the files every page shares, stamped so that a browser may keep them until they change."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for


def install(app: Flask) -> None:
    """Give templates `asset(filename)`: the address of a static file with a stamp of its content."""
    addresses: dict[str, str] = {}
    folder = Path(app.static_folder or "")

    def asset(filename: str) -> str:
        if filename not in addresses:
            stamp = sha256((folder / filename).read_bytes()).hexdigest()[:8]
            addresses[filename] = url_for("static", filename=filename, v=stamp)
        return addresses[filename]

    app.jinja_env.globals["asset"] = asset
