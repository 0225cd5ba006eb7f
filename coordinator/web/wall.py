"""The walls at run time: a door may not name the other side's tables (R1, R3), and looking may not write (R8)."""

import re
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context, request
from sqlalchemy import event

from coordinator.database import db

ORGANISER_NEVER = (
    "invitation", "reply", "guest", "question_answer", "bring_item", "date_vote", "attendance",
    "stop", "ending", "suppression", "favour_answer", "guest_readiness", "report", "rest", "event_draft",
    "chore", "key_mark", "calendar_word", "received",
)  # fmt: skip
GUEST_NEVER = (
    "plan",
    "favour",
    "favour_answer",
    "friend",
    "account",
    "screening",
    "reflection",
    "organiser_readiness",
    "chore",
    "key_mark",
    "address_change",
    "known_as",
    "plan_wait",
)
# The one exception: on her own data page the other person reads which name was typed about her (consent/sunlight.py).
SUNLIGHT = {"guest.data", "guest.data_file", "guest.name", "guest.ready"}
# Whoever deletes an account calls off what they host, which tells guests; what those answered is read on no page of it.
LEAVES = {"account.deletion"}
NEEDED_TO_LEAVE = {"invitation", "reply", "guest", "ending", "event_draft"}
NEVER = {
    "organiser": ORGANISER_NEVER,
    "account": ORGANISER_NEVER,  # it is Sam's, too
    "leaving": tuple(table for table in ORGANISER_NEVER if table not in NEEDED_TO_LEAVE),
    "guest": GUEST_NEVER,
    "sunlight": tuple(table for table in GUEST_NEVER if table != "plan"),
}
LOOKS = {"GET", "HEAD", "OPTIONS"}
WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b(?! device SET seen_at)", re.IGNORECASE)  # a session is kept alive


class WallBroken(RuntimeError):
    """A request named a table of the other side, or wrote while it looked; it is stopped, in production too."""


def install(app: Flask) -> None:
    """Stand guard over every statement of an application's database."""
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", _guard)


def _guard(_c: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401
    """Raise when the present request may not send the statement."""
    if not has_request_context():
        return
    if request.method in LOOKS and WRITE.match(statement):
        message = f"{request.method} wanted to {statement[:30]}"
        raise WallBroken(message)
    audience = g.get("audience")
    if audience == "guest" and request.endpoint in SUNLIGHT:
        audience = "sunlight"
    if request.method == "POST" and request.endpoint in LEAVES:
        audience = "leaving"
    if audience in NEVER and (found := _named(statement, audience)):
        message = f"the {audience}'s door named {found}"
        raise WallBroken(message)


@lru_cache(maxsize=2048)
def _named(statement: str, audience: str) -> str:
    found = re.search(rf"\b({'|'.join(NEVER[audience])})\b", statement)
    return found[0] if found else ""
