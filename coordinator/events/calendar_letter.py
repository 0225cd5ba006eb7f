"""A calendar invitation by mail, for one event and only because a guest asked for it."""

from coordinator import clock
from coordinator.database import write_first
from coordinator.errors import NotPossible
from coordinator.events.invitation import Invitation
from coordinator.instance import pace
from coordinator.links import link
from coordinator.post.outbox import owe, take_back
from coordinator.quiet import next_decent_hour


def ask(invitation: Invitation, address: str, *, note: bool, always: bool | None = None) -> None:
    """Keep an address for this event alone and owe a calendar letter to it; raises `TooLate`, `NotPossible`.

    A second address takes the place of the first, for when the first was mistyped. `always` is kept in the host's guest
    book: her invitations bring the date along from then on, or no longer; None leaves it as it is.
    """
    write_first()
    invitation.event.must_be_open()
    if not invitation.is_live or invitation.event.options:
        raise NotPossible
    if invitation.calendar_address not in {None, address}:
        link.revoke(link.Purpose.REPLY, invitation.id)  # whoever has the first address answers no more
    invitation.calendar_address, invitation.wants_note = address, note
    if always is not None:
        invitation.guest.wants_calendar_mail = always
    take_back("calendar", f"invitation:{invitation.id}")
    again(invitation, f"{clock.now():%Y-%m-%dT%H:%M:%S}")


def no_more(invitation: Invitation) -> None:
    """Forget the address and all that would be mailed there; what a calendar has already stays the guest's own."""
    write_first()
    invitation.calendar_address, invitation.wants_note = None, False
    take_back("calendar", f"invitation:{invitation.id}")
    link.revoke(link.Purpose.REPLY, invitation.id)


def again(invitation: Invitation, reason: str) -> None:
    """Owe the date once for each reason, for the next decent hour; it is dropped where nobody asked for it."""
    rule, zone = pace(), invitation.guest.zone or invitation.event.hosting.zone
    decent = next_decent_hour(clock.now(), zone, start=rule.quiet_from_hour, end=rule.quiet_until_hour)
    owe(
        "calendar",
        f"invitation:{invitation.id}",
        reason=reason,
        queue=f"guest:{invitation.guest_id}",
        not_before=decent,
    )
