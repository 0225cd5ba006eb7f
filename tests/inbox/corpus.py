"""Messages as calendars really write them, each filled in for one invitation at one moment."""

import re
from base64 import encodebytes
from datetime import timedelta
from pathlib import Path

from coordinator import clock
from coordinator.events import reply_address
from coordinator.events.invitation import Invitation

FOLDER = Path(__file__).parent / "letters"
ENCODED = re.compile(r"\{base64\}(.*?)\{end\}\n?", re.DOTALL)
ANSWERS = [
    "google", "exchange", "exchange_without_method", "exchange_quoted", "apple", "thunderbird", "kde",
    "yahoo", "zoho", "fastmail", "samsung", "nextcloud", "horde",
]  # fmt: skip
REPORTS = ["returned", "returned_exchange", "returned_gmail", "returned_qmail"]


def letter(name: str, invitation: Invitation, *, minutes: int = 0, **said: object) -> bytes:
    """Return a message about an invitation, written some minutes from now; each such moment is a message of its own."""
    moment = clock.now() + timedelta(minutes=minutes)
    values: dict[str, object] = {
        "to": reply_address.of(invitation),
        "uid": invitation.event.uid,
        "sequence": invitation.event.sequence,
        "stamp": f"{moment:%Y%m%dT%H%M%SZ}",
        "partstat": "ACCEPTED",
        "mail": invitation.guest.address or "kim@posteo.example",
        "action": "failed",
    }
    values |= said
    values.setdefault("id", f"{values['stamp']}.{values['partstat']}.")
    text = (FOLDER / f"{name}.eml").read_text()
    for place, value in values.items():
        text = text.replace("{" + place + "}", str(value))
    text = ENCODED.sub(lambda found: encodebytes(found[1].replace("\n", "\r\n").encode()).decode(), text)
    return text.replace("\n", "\r\n").encode()
