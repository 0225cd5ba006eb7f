"""Words that sing: a mark that is looked for in whatever somebody gets, however it is written down there."""

import base64
import binascii
import html
import quopri
import re
import zlib
from urllib.parse import unquote_plus

MARK = "cnryvq"  # so long that no random token holds it by chance
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
FOLDS = re.compile("\r?\n[ \t]")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060]")
ROUNDS = 3  # an address within an attribute within a mail is wrapped three times


def canary(name: str) -> str:
    """Return a word for a column, made of letters alone, so that a name may be it: "Cnryvqplanothername"."""
    return "C" + MARK[1:] + "".join(letter for letter in name.lower() if letter.isalpha())


def sings(data: bytes | str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the canaries found in what somebody got, in whatever coding, but for some that are allowed there."""
    allowed = {each.casefold() for each in but}
    found = {word for text in readings(data) for word in re.findall(rf"{MARK}[a-z]*", text)}
    cut = {word for word in found for other in found if other.startswith(word) and other != word}  # by a folded line
    return sorted(found - cut - allowed)


def readings(data: bytes | str) -> set[str]:
    """Return every way to read some bytes: as they are, unfolded, percent-, entity-, quoted-printable, base64."""
    texts = {data if isinstance(data, str) else data.decode("utf-8", "replace")}
    for _round in range(ROUNDS):
        texts |= {other for text in texts for other in _one_step(text)}
    return {UNSEEN.sub("", text).casefold() for text in texts}


def _one_step(text: str) -> set[str]:
    plain = {
        unquote_plus(text),
        html.unescape(text),
        FOLDS.sub("", text),
        quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace"),
    }
    return plain | {found for coded in BASE64.findall(text) if (found := _from_base64(coded))}


def _from_base64(coded: str) -> str:
    """Return what a run of base64 says, opened up where it was packed as a session cookie is; "" for nonsense."""
    plain = coded.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return ""
    try:
        return zlib.decompress(data).decode("utf-8", "replace")
    except zlib.error:
        text = data.decode("utf-8", "replace")
    return text if text.isprintable() or MARK in text.casefold() else ""
