"""What is too big to be looked at: seen from the raw bytes, before any parser spends time on them."""

import re

MOST_BYTES = 256 * 1024
MOST_LINES = 10_000
PARTS = 20
DEPTH = 10
# Each part needs a line that begins with two hyphens, each level a boundary or a message inside a message. A letter
# may hold a few more of them in its text, so what is exact is counted once it is parsed (inbox/message.py).
FENCES, LEVELS = 200, 20
LONGEST_CONTENT_HEADER = 2000  # the library takes quadratic time over its parameters

FENCE = re.compile(rb"^--", re.MULTILINE)
LEVEL = re.compile(rb"boundary|message/", re.IGNORECASE)
CONTENT_HEADER = re.compile(rb"^content-[^:\n]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


def fits(data: bytes) -> bool:
    """Say whether a message is small and plain enough to be parsed."""
    return (
        len(data) <= MOST_BYTES
        and data.count(b"\n") <= MOST_LINES
        and len(FENCE.findall(data)) <= FENCES
        and len(LEVEL.findall(data)) <= LEVELS
        and all(len(found[0]) <= LONGEST_CONTENT_HEADER for found in CONTENT_HEADER.finditer(data))
    )
