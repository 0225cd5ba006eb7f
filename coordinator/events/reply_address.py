"""The mail address to which a guest's calendar sends its answer: one for each invitation, the same in every message.

A calendar takes an update only from the ORGANIZER it knows (RFC 5546 §3.2.2.1), so the token in the address is derived
again each time it is needed and kept as a hash alone, like that of any link. It changes that one answer and opens no
page. A new personal link ends it: whoever had the old one answers no more.
"""

import hashlib
import hmac
import re
from base64 import b32encode

import sqlalchemy as sa

from coordinator.database import db
from coordinator.events.invitation import Invitation
from coordinator.instance import settings
from coordinator.links import link
from coordinator.links.link import Link, Purpose

BYTES = 15  # 120 bit, which base32 writes without padding; calendars change the case of an address
ADDRESS = re.compile(r"rsvp\+([a-z2-7]{24})@", re.IGNORECASE)


def of(invitation: Invitation) -> str:
    """Return the address of an invitation, making it when it is first mailed; only where the site receives mail."""
    mine = (Link.purpose == Purpose.REPLY) & (Link.subject_id == invitation.id) & Link.revoked_at.is_(None)
    number = db.session.scalar(sa.select(Link.id).where(mine).order_by(Link.created_at, Link.id).limit(1))
    if number is None:
        number = link.new_number()
        kept = link.fingerprint(_token(number, invitation))
        db.session.add(Link(id=number, purpose=Purpose.REPLY, subject_id=invitation.id, token_hash=kept))
        db.session.flush()
    return f"rsvp+{_token(number, invitation)}@{settings().inbound_domain}"


def find(header: str) -> Invitation | None:
    """Return the invitation that the first such address in a text answers; None once its guest is off the list."""
    parts = ADDRESS.search(header)
    token = parts[1].lower() if parts else ""
    found = link.find(token)
    invitation = db.session.get(Invitation, found.subject_id) if found else None
    if found is None or invitation is None or not invitation.is_live:
        return None
    # A database may have given the number of a deleted invitation away again.
    return invitation if token == _token(found.id, invitation) else None


def _token(number: int, invitation: Invitation) -> str:
    """Return the token of a link's number: nobody without the instance's secret can derive it."""
    said = f"rsvp:{number}:{invitation.public_id}".encode()
    drawn = hmac.new(settings().stop_pepper.encode(), said, hashlib.sha256).digest()
    return b32encode(drawn[:BYTES]).decode().lower()
