"""The rows that mean one person: a guest is a line in one host's book, the other person one in each host's."""

import sqlalchemy as sa

from coordinator.database import db
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting


def rows_of(guest: Guest) -> list[Guest]:
    """Return every row about the person behind a guest, that guest's own first.

    Other guests of two hosts are never taken for one person, whatever their names.
    """
    if guest.role is not Role.OTHER:
        return [guest]
    of_plan = sa.select(Guest).join(Guest.hosting).where(Hosting.plan_id == guest.hosting.plan_id)
    others = of_plan.where(Guest.role == Role.OTHER, Guest.id != guest.id).order_by(Guest.id)
    return [guest, *db.session.scalars(others)]


def call(guest: Guest, name: str) -> None:
    """Call somebody as they want to be called, in every host's book; no host changes that any more.

    Saving the name that stands says nothing, so that a button pressed by itself changes nothing.
    """
    if guest.name == name:
        return
    for row in rows_of(guest):
        row.name, row.named_by_guest = name, True
        if row.role is Role.OTHER:
            row.hosting.other_name = name
    db.session.flush()
