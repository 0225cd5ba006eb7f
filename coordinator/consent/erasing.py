"""Guests deleted with every way that leads to them: a database may give their numbers to somebody else."""

from collections.abc import Collection

import sqlalchemy as sa

from coordinator.database import db
from coordinator.events.guest import Guest
from coordinator.events.invitation import Invitation
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.post.outbox import Letter

TO_INVITATIONS = (Purpose.INVITATION, Purpose.REPLY)
TO_GUESTS = (Purpose.DATA, Purpose.CALENDAR, Purpose.FIND)


def erase(guests: Collection[int]) -> int:
    """Delete guests by their numbers, first the links and letters that name them so, and say how many they were."""
    if not guests:
        return 0
    invitations = list(db.session.scalars(sa.select(Invitation.id).where(Invitation.guest_id.in_(guests))))
    for purpose in TO_INVITATIONS:
        link.forget(purpose, invitations)
    for purpose in TO_GUESTS:
        link.forget(purpose, guests)
    subjects = [f"invitation:{number}" for number in invitations] + [f"guest:{number}" for number in guests]
    db.session.execute(sa.delete(Letter).where(sa.or_(Letter.subject.in_(subjects), Letter.queue.in_(subjects))))
    db.session.execute(sa.delete(Guest).where(Guest.id.in_(guests)))  # the rest falls with it
    return len(guests)
