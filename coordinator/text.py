"""Words a person typed, cleaned once at the edge, so that no page, letter or calendar meets a hostile character."""

import re
import unicodedata

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# The longest a text may be, in characters; forms and columns share them (security.md, "Input and output").
NAME = 40
TITLE = 80
PLACE = 120
NOTE = 500
LINE = 200  # to a friend who is asked a favour

# Normalising a long run of marks takes quadratic time: a form of 256 KiB would hold a process for a minute. So a text
# that is far too long is refused unread. Eight leaves room for decomposed letters, line ends and pasted blanks.
FAR_TOO_LONG = 8

# Marks pile up over a letter and can paint over the line above, which may be the disclosure (R2).
MARKS_ON_A_LETTER = 6

LINE_END = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# White space within a line, and characters that look like it: a title made of Hangul fillers would seem to be missing.
BLANK = re.compile("[^\\S\n]|[\u115f\u1160\u2800\u3164\uffa0]")
EMPTY_LINES = re.compile(r"\n{3,}")
NEVER_SEEN = {"Cc", "Cf", "Cs"}  # control; format, which includes all that turns the reading direction; surrogates

NON_JOINER, JOINER = "\u200c", "\u200d"
VIRAMA = 9  # the combining class of the sign that binds consonants in Indic scripts
EMOJI_TAIL = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # asks for colour, or gives a tone of skin

LINK = re.compile(r"://|(?<!\w)www\.|(?<![\w.])[\w.-]+\.[^\W\d_]{2,}/\S")
ADDRESS = re.compile(r"@(?:[\w-]+\.)+[^\W\d_]{2,}")


class NotAllowed(ValueError):
    """A text cannot be taken as it is; `reason` is a kind sentence to show beside the field."""

    def __init__(self, reason: LazyString | str) -> None:
        """Keep the reason, which never quotes the text: Flask-Babel's lazy strings reach a page unescaped."""
        self.reason = reason
        super().__init__(reason)


def clean_line(value: str, most: int) -> str:
    """Return a text as one line of at most `most` characters, white space collapsed; raises NotAllowed."""
    return _fitting(" ".join(_visible(value, most).split()), most)


def clean_text(value: str, most: int) -> str:
    """Return a text of at most `most` characters whose only control is the line feed; raises NotAllowed.

    Empty lines in a row become one, so that a wall of them cannot push the disclosure out of sight (R2).
    """
    lines = "\n".join(" ".join(line.split()) for line in _visible(value, most).split("\n"))
    return _fitting(EMPTY_LINES.sub("\n\n", lines).strip("\n"), most)


def clean_name(value: str, most: int = NAME) -> str:
    """Return a name of letters, marks, spaces, apostrophes, dots and hyphens; nothing stays ""; raises NotAllowed."""
    name = no_addresses(clean_line(value, most))
    kinds = {"L" if each in " '’.-" + NON_JOINER + JOINER else unicodedata.category(each)[0] for each in name}
    if not kinds <= {"L", "M"}:
        raise NotAllowed(_l("A name can have letters, spaces, hyphens, dots and apostrophes."))
    if name and not any(each.isalpha() for each in name):
        raise NotAllowed(_l("A name needs at least one letter."))
    return name


def no_addresses(text: str) -> str:
    """Return a clean text unchanged if it holds no link and no e-mail address; raises NotAllowed.

    A bare `word.word/path` counts as a link, since mail programs and chats make one of it.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()  # a browser reads full-width letters as plain ones
    if LINK.search(plain):
        raise NotAllowed(_l("Please leave links out. Words are enough here."))
    if ADDRESS.search(plain):
        raise NotAllowed(_l("Please leave e-mail addresses out. Words are enough here."))
    return text


def _visible(value: str, most: int) -> str:
    """Return a text in NFC with plain blanks and line feeds, without the characters that nobody sees."""
    if len(value) > FAR_TOO_LONG * most:
        raise _too_long(most, len(value))
    plain = BLANK.sub(" ", LINE_END.sub("\n", value))
    seen = (each for each in plain if each in f"\n{NON_JOINER}{JOINER}" or unicodedata.category(each) not in NEVER_SEEN)
    normal = unicodedata.normalize("NFC", "".join(seen))
    return unicodedata.normalize("NFC", _joined(_few_marks(normal)))


def _few_marks(text: str) -> str:
    """Return a text without the marks that pile up beyond what any script needs."""
    kept, pile = [], 0
    for each in text:
        mark = unicodedata.category(each)[0] == "M"
        pile = pile + mark if mark or each in NON_JOINER + JOINER else 0
        if not mark or pile <= MARKS_ON_A_LETTER:
            kept.append(each)
    return "".join(kept)


def _joined(text: str) -> str:
    """Return a text whose invisible joiners stand only where a script or an emoji needs them."""
    kept = ""
    for at, each in enumerate(text):
        if each not in NON_JOINER + JOINER or _needed(each, kept[-1:], text[at + 1 : at + 2]):
            kept += each
    return kept


def _needed(joiner: str, before: str, after: str) -> bool:
    """Say whether a joiner changes what a reader sees.

    Beside a virama and between Arabic letters (RFC 5892 appendix A) it keeps Indic words and Persian names whole, after
    an emoji it binds several to one. Anywhere else it is invisible, could part "www." or make two names look alike.
    """
    if any(unicodedata.combining(each) == VIRAMA for each in before + after):
        return True
    if not before or not after:
        return False
    if joiner == NON_JOINER:
        return unicodedata.bidirectional(before) in {"AL", "NSM"} and unicodedata.bidirectional(after) == "AL"
    emoji = unicodedata.category(before) == "So" or before in EMOJI_TAIL
    return emoji and unicodedata.category(after) in {"So", "Sm"}


def _fitting(text: str, most: int) -> str:
    """Return a clean text that is short enough and holds no mail code."""
    if "=?" in text:  # Python 3.11.7 turns an encoded word in a header into new headers (security.md)
        raise NotAllowed(_l("Please leave out “=?”. Mail programs read it as a code."))
    if len(text) > most:
        raise _too_long(most, len(text))
    return text


def _too_long(most: int, has: int) -> NotAllowed:
    return NotAllowed(_l("Keep it to %(most)s characters. This has %(has)s.", most=most, has=has))
