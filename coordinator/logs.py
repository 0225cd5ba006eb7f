"""Log lines as JSON, without a token, an address or a name of anybody (security.md, Logging)."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from coordinator.links.link import TOKEN

KEPT = ("account_id", "plan_id", "event_id", "letter_id", "kind", "state", "number", "endpoint", "count")
SECRET = re.compile(
    rf"{TOKEN}|(?i:rsvp\+\w+)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<=/)(?:l|c|u|sign-in/link|address)/[^\s\"']+"
)


class Redact(logging.Filter):
    """Takes tokens, addresses and capability paths out of every line, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the message in place; never drops a line."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class Lines(logging.Formatter):
    """Writes one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, where, what, and a trace without values."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in KEPT if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = redact(_where(record.exc_info[1]))
        return json.dumps(line)  # in ASCII, so that no sign in it parts the line for any reader


def _where(error: BaseException | None) -> str:
    """Return where an error came from and of what kind it was, the last first; its words may be somebody's."""
    lines: list[str] = []
    while error is not None:
        lines += [f"{type(error).__module__}.{type(error).__qualname__}\n", *traceback.format_tb(error.__traceback__)]
        error = error.__cause__ or error.__context__
    return "".join(lines)


def redact(text: str) -> str:
    """Return text with tokens, addresses and capability paths blacked out."""
    return SECRET.sub("[redacted]", text)


def install() -> None:
    """Send every log line to standard error as redacted JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    handler.addFilter(Redact())
    for logger in (logging.getLogger("coordinator"), logging.getLogger("sqlalchemy.engine")):
        logger.handlers = [handler]
        logger.propagate = False
    logging.getLogger("coordinator").setLevel(logging.INFO)
