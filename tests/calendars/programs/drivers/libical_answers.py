"""Lets libical answer an invitation, as programs that are built on it do: `libical_answers.py accept mailto:… FILE`.

The reply is libical's own, `icalmessage_new_accept_reply` or `…_decline_reply`; only its words come out of here.
"""

import ctypes
import sys
from pathlib import Path

Thing, Text = ctypes.c_void_p, ctypes.c_char_p


def answer(how: str, who: str, file: str) -> str:
    """Return the reply to an invitation in a file."""
    parsing, replying = ctypes.CDLL("libical.so.3"), ctypes.CDLL("libicalss.so.3")
    parsing.icalparser_parse_string.restype, parsing.icalparser_parse_string.argtypes = Thing, [Text]
    parsing.icalcomponent_as_ical_string.restype, parsing.icalcomponent_as_ical_string.argtypes = Text, [Thing]
    reply = getattr(replying, f"icalmessage_new_{how}_reply")
    reply.restype, reply.argtypes = Thing, [Thing, Text, Text]
    invitation = parsing.icalparser_parse_string(Path(file).read_bytes())
    return str(parsing.icalcomponent_as_ical_string(reply(invitation, who.encode(), b"See you there")).decode())


if __name__ == "__main__":
    sys.stdout.write(answer(*sys.argv[1:]))
