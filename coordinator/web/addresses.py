"""What may stand in an address: ids, tokens and codes of ours; anything else leads to no view and to no database."""

import re

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class Key(BaseConverter):
    """An id, a token or a code: letters, digits, and what base64 for addresses brings along."""

    regex = "[A-Za-z0-9_.-]{1,400}"


class Number(IntegerConverter):
    """A number that fits into a column of ids."""

    regex = "[0-9]{1,9}"


def number(typed: str) -> int:
    """Return a number from a query that fits into a column of ids; raises `ValueError` for anything else."""
    if re.fullmatch(Number.regex, typed) is None:
        raise ValueError(typed)
    return int(typed)


def install(app: Flask) -> None:
    """Take nothing else from an address, unless a route asks for it by name."""
    app.url_map.converters |= {"default": Key, "int": Number}
