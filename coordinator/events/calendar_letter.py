"""A calendar invitation by mail, for one event and only because a guest asked for it."""

from coordinator import clock
from coordinator.database import write_first
from coordinator.errors import NotPossible
from coordinator.events.invitation import Invitation
from coordinator.instance import pace
from coordinator.post.outbox import owe, take_back
from coordinator.quiet import next_decent_hour


def ask(invitation: Invitation, address: str, *, note: bool) -> None:
    """Keep an address for this event alone and owe a calendar letter to it; raises `TooLate`, `NotPossible`.

    A second address takes the place of the first, for when the first was mistyped.
    """
    write_first()
    invitation.event.must_be_open()
    if not invitation.is_live or invitation.event.options:
        raise NotPossible
    subject, rule = f"invitation:{invitation.id}", pace()
    zone = invitation.guest.zone or invitation.event.hosting.zone
    decent = next_decent_hour(clock.now(), zone, start=rule.quiet_from_hour, end=rule.quiet_until_hour)
    invitation.calendar_address, invitation.wants_note = address, note
    take_back("calendar", subject)
    owe(
        "calendar",
        subject,
        reason=f"{clock.now():%Y-%m-%dT%H:%M:%S}",
        queue=f"guest:{invitation.guest_id}",
        not_before=decent,
    )
