"""One message that came in, whatever way: found out whom it is for, applied once, and forgotten.

The token in the address decides whose it is, and it changes that one answer at most. Nothing is forwarded, no message
is kept, and whoever wrote hears nothing back that a guest did not ask for.
"""

import hashlib
import logging
from collections.abc import Iterable

from coordinator import clock
from coordinator.calendars.reading import Unreadable
from coordinator.database import db
from coordinator.errors import Refused
from coordinator.events import by_calendar, calendar_letter, reply_address, returned
from coordinator.events.invitation import Invitation
from coordinator.inbox import bounds, invite, message, received
from coordinator.inbox.invite import Method, Said
from coordinator.inbox.received import Outcome

log = logging.getLogger(__name__)


def receive(data: bytes, recipients: Iterable[str] = ()) -> Outcome:
    """Apply a message in a transaction of its own and say what became of it; raises only if the database cannot.

    `recipients` are those of its envelope. Whoever hands it in may do so again until this has returned.
    """
    outcome = _receive(data, recipients)
    db.session.commit()
    log.info("a message came in: %s", outcome)
    return outcome


def _receive(data: bytes, recipients: Iterable[str]) -> Outcome:
    if not bounds.fits(data):
        return Outcome.REFUSED
    head = message.head(data)
    found = (reply_address.find(each) for each in (*recipients, *head.recipients))
    invitation = next((each for each in found if each is not None), None)
    if invitation is None:
        return Outcome.UNKNOWN
    digest = hashlib.sha256(f"{invitation.public_id}:{head.identity}".encode()).hexdigest()
    if not received.is_first(digest):
        return Outcome.AGAIN
    outcome = _apply(invitation, data, head.sender)
    received.settle(digest, outcome)
    return outcome


def _apply(invitation: Invitation, data: bytes, sender: str) -> Outcome:
    """Let a message have its effect; what the rules refuse stays without one, and nobody is told."""
    try:
        body = message.body(data)
        if body.unreached:
            return Outcome.RETURNED if returned.note(invitation, body.unreached) else Outcome.REFUSED
        if body.calendar is None:
            return Outcome.PROSE
        return _listen(invitation, invite.read(body.calendar, invitation.event, sender))
    except (Unreadable, message.TooMuch, Refused) as odd:
        log.info("a message was refused: %s", type(odd).__name__)
        return Outcome.REFUSED


def _listen(invitation: Invitation, said: Said) -> Outcome:
    if said.method is Method.REFRESH:
        calendar_letter.again(invitation, f"refresh:{clock.now():%Y-%m-%d}")  # a calendar may ask every minute
        return Outcome.RESENT
    if said.method is Method.COUNTER:
        by_calendar.propose(invitation, said.starts_at, said.heard)
        return Outcome.PROPOSED
    if said.answer is None:
        raise Unreadable
    counts = by_calendar.answer(invitation, said.answer, said.heard)
    return Outcome.ANSWERED if counts else Outcome.OLD_DATE
