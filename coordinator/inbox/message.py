"""One message that came in: whom it is for, who sent it, and what a program put into it for programs.

The older policy is used on purpose: it reads a header only when asked, and takes linear time over it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser

from coordinator.inbox import bounds, reports

WHOM = ("Delivered-To", "X-Original-To", "To")  # in the order in which they are believed
LONGEST_HEADER = 1000  # characters of it that are looked at
ADDRESS = re.compile(r"[^\s<>()\",:;@\\]+@[\w.-]+")
CALENDARS = ("text/calendar", "application/ics")  # the first is what programs act on (RFC 6047 §2.4)


class TooMuch(ValueError):
    """A message has more parts, or deeper ones, than any calendar sends."""


@dataclass(frozen=True, slots=True)
class Head:
    """The headers that matter: texts in which the reader's address may stand, the sender's address, an identity."""

    recipients: tuple[str, ...]
    sender: str
    identity: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar as it came, and the METHOD in capitals that its content type names, "" where it names none."""

    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Body:
    """What is in a message for programs: a calendar, or the addresses that a report calls unreachable for good."""

    calendar: CalendarPart | None
    unreached: tuple[str, ...]


def head(data: bytes) -> Head:
    """Read the headers alone."""
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(data)
    senders = ADDRESS.findall(str(found.get("From", ""))[:LONGEST_HEADER])
    said = str(found.get("Message-ID", "")).strip().encode(errors="replace") or data
    return Head(
        recipients=tuple(str(each)[:LONGEST_HEADER] for name in WHOM for each in found.get_all(name, [])),
        sender=senders[-1] if senders else "",
        identity=hashlib.sha256(said).hexdigest(),
    )


def body(data: bytes) -> Body:
    """Read what is in it; raises `TooMuch`."""
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    parts = []
    for depth, part in _parts(message):
        parts.append(part)
        if depth > bounds.DEPTH or len(parts) > bounds.PARTS:
            raise TooMuch
    return Body(_calendar(parts), tuple(_unreached(message, parts)))


def _unreached(message: Message, parts: list[Message]) -> Iterable[str]:
    """Return the addresses that a report on a letter's delivery gives up (RFC 6522 §3)."""
    kind = message.get_content_type()
    if kind == "multipart/report" and _parameter(message, "report-type").lower() == "delivery-status":
        return reports.failed(parts)
    return reports.failed_in_words(_text(message)) if kind == "text/plain" else ()


def _parts(message: Message, depth: int = 1) -> Iterator[tuple[int, Message]]:
    """Yield every part with its depth. What is in a forwarded or returned message was said to somebody else."""
    yield depth, message
    if message.get_content_maintype() == "multipart":
        for part in _inside(message):
            yield from _parts(part, depth + 1)


def _inside(part: Message) -> list[Message]:
    """Return the messages a part consists of."""
    inside = part.get_payload()
    return [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []


def _calendar(parts: list[Message]) -> CalendarPart | None:
    """Return the calendar, which is known by its content type, however it is disposed."""
    for kind in CALENDARS:
        for part in parts:
            if part.get_content_type() == kind and not part.is_multipart():
                return CalendarPart(_text(part), _parameter(part, "method").upper())
    return None


def _text(part: Message) -> str:
    """Return a part's text in the character set it names, UTF-8 if it names none that is known."""
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    try:
        return raw.decode(_parameter(part, "charset") or "utf-8", "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def _parameter(part: Message, name: str) -> str:
    """Return a parameter of the content type, "" where it is missing."""
    found = part.get_param(name)
    value = found[2] if isinstance(found, tuple) else found
    return str(value or "").strip()
