"""The post's commands."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the commands to an application."""
