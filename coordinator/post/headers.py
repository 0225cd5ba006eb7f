"""The last look at a letter: only headers that we mean, each once, one reader, and nothing that reads as more.

Python 3.11.7 turns `=?UTF-8?Q?=0ABcc:_x?=` in a subject into a Bcc header when it folds it (security.md), so what was
built with one parser is read again with another.
"""

import re
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from functools import lru_cache

ALLOWED = {
    "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
}  # fmt: skip
LINE = re.compile(rb"([\x21-\x39\x3b-\x7e]+):[ \t]?([\x20-\x7e\t]*(?:\r\n[ \t][\x20-\x7e\t]*)*)\r\n")
PLAIN = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+", re.ASCII)  # an address that reads as one and no more
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST_LINE = 998  # RFC 5322 §2.1.1
OTHER = BytesHeaderParser()  # it wrote none of it


class Unsafe(Exception):
    """A letter's headers are not what we mean them to be; it is never sent."""


def check(letter: bytes, *, sender: str, recipient: str) -> None:
    """Raise `Unsafe` unless the headers of a letter are safe to send; what a parser stumbles over is not."""
    try:
        _check(letter, sender, recipient)
    except (LookupError, ValueError, MessageError) as odd:
        raise Unsafe("a header cannot be read") from odd


def _check(letter: bytes, sender: str, recipient: str) -> None:
    if not letter.count(b"\r") == letter.count(b"\n") == letter.count(b"\r\n"):
        raise Unsafe("half a line end")  # where one server sees a letter end, the next may not (RFC 5321 §2.3.8)
    block = letter.partition(b"\r\n\r\n")[0] + b"\r\n"
    names = _names(block)
    parsed = dict(OTHER.parsebytes(block + b"\r\n").raw_items())
    if sorted(names) != sorted(name.lower() for name in parsed):
        raise Unsafe("two parsers disagree")
    if set(names) - ALLOWED or len(set(names)) != len(names):
        raise Unsafe("a header is unknown or comes twice")
    if parsed["To"] != recipient or not PLAIN.fullmatch(recipient):
        raise Unsafe("To is not the one address meant")
    if _addresses("From", parsed["From"]) != [sender]:
        raise Unsafe("From is not the one address meant")
    _check_words(block)


@lru_cache(maxsize=4)  # letters that follow each other mostly come from the same address
def _addresses(name: str, value: str) -> list[str]:
    """Return every address that the other parser finds in a header."""
    return [each.addr_spec for each in policy.default.header_fetch_parse(name, value).addresses]


def _names(block: bytes) -> list[str]:
    """Return the header names as they stand on the lines, by an expression that knows nothing of mail."""
    found, at = [], 0
    while at < len(block):
        line = LINE.match(block, at)
        if line is None or max(map(len, line[0].split(b"\r\n"))) > LONGEST_LINE:
            raise Unsafe("a line is no header")
        found.append(line[1].decode().lower())
        at = line.end()
    return found


def _check_words(block: bytes) -> None:
    """Raise if an encoded word hides a control character."""
    for line in LINE.finditer(block):
        value = line[2].replace(b"\r\n", b"").decode()
        if ("=?" in value or not value.isprintable()) and CONTROLS.search(str(make_header(decode_header(value)))):
            raise Unsafe(f"{line[1].decode()} hides a control character")
