"""Mail that came back: the host hands that link on herself, and an address a guest mistyped is forgotten."""

from collections.abc import Collection
from datetime import timedelta

from coordinator import clock
from coordinator.contact import fingerprint
from coordinator.events.invitation import Invitation
from coordinator.post.night import decent
from coordinator.post.outbox import owe

GATHERING = timedelta(hours=1)  # letters that fail together are told of together


def note(invitation: Invitation, unreached: Collection[str]) -> bool:
    """Take note of the addresses a mail server could not reach; says whether one of them was this guest's."""
    failed = {fingerprint(each) for each in unreached}
    own, given = invitation.calendar_address, invitation.guest.fingerprint
    typed_in_vain = own is not None and fingerprint(own) in failed
    if typed_in_vain:
        invitation.calendar_address = None  # only where the host gave the same is it any of her business
    if given in failed:
        flag(invitation)
    return typed_in_vain or given in failed


def flag(invitation: Invitation) -> None:
    """Say that the address the host gave does not work, on her board and in a letter."""
    invitation.guest.bounced_at = clock.now()
    hosting, hour = invitation.event.hosting, clock.now() + GATHERING
    owe(
        "failed_addresses",
        f"event:{invitation.event_id}",
        reason=f"{hour:%Y-%m-%dT%H}",
        queue=f"hosting:{hosting.id}",
        not_before=decent(hour, hosting.zone),
    )
