"""What mail servers say of a letter they gave up: in the standard's form (RFC 3464), and in qmail's (QSBMF)."""

import re
from collections.abc import Iterator
from email.message import Message

RECIPIENTS = ("Original-Recipient", "Final-Recipient")
LONGEST = 1000  # characters of an address that are looked at
QMAIL = "Hi. This is the "
QMAILS = re.compile(r"^<([^<>\s]{1,320})>:", re.MULTILINE)
COPY = re.compile(r"^-", re.MULTILINE)  # what follows is the letter that came back


def failed(parts: list[Message]) -> Iterator[str]:
    """Yield the addresses a report says were given up (RFC 3464 §2.3); what is only late is not among them."""
    for part in parts:
        inside = part.get_payload() if part.get_content_type() == "message/delivery-status" else None
        for block in inside if isinstance(inside, list) else []:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                yield from (_address(block, name) for name in RECIPIENTS if name in block)


def failed_in_words(text: str) -> list[str]:
    """Return the addresses with which qmail begins a paragraph; none where the text is not one of its letters."""
    text = text.replace("\r\n", "\n").lstrip()
    return QMAILS.findall(COPY.split(text, maxsplit=1)[0]) if text.startswith(QMAIL) else []


def _address(block: Message, name: str) -> str:
    """Return the address after `rfc822;`, its plus sign as it was (RFC 3461 §4)."""
    return str(block[name]).rpartition(";")[2].strip().replace("+2B", "+").strip("<>")[:LONGEST]
