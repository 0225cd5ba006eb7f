"""The guest book: names written down, corrected, taken out; ready for the next event."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from coordinator import clock
from coordinator.consent.erasing import erase
from coordinator.database import db, write_first
from coordinator.errors import Enough, NotPossible
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation

MOST = 200  # people in one book


def write_down(hosting: Hosting, names: Iterable[str]) -> list[Guest]:
    """Return the guests of these names, written down now where the book has none; raises `Enough`, `NotPossible`.

    The organiser and the other person are never found by a name: they are chosen by a tick, so that no namesake is
    taken for them, and neither becomes a second person by being typed.
    """
    write_first(f"book:{hosting.id}")  # a second click waits here, and finds them written down
    db.session.refresh(hosting, ["guests"])
    book = {guest.name.casefold(): guest for guest in hosting.guests if guest.role is Role.GUEST}
    found = []
    for name in names:
        must_be_somebody_else(hosting, name)
        guest = book.get(name.casefold())
        if guest is None:
            guest = Guest(hosting=hosting, name=name)
            book[name.casefold()] = guest
            db.session.add(guest)
        found.append(guest)
    if len(hosting.guests) > MOST:
        raise Enough
    db.session.flush()
    return found


def take_over(hosting: Hosting, people: Iterable[tuple[str, str]]) -> int:
    """Write down names with their addresses and return how many were new; raises `Enough`, `NotPossible`.

    Whoever is in the book already stays as they are.
    """
    there = {guest.name.casefold() for guest in hosting.guests}
    new = {name: address for name, address in people if name.casefold() not in there}
    for guest in write_down(hosting, new):
        if address := new.get(guest.name):
            guest.reach_at(address)
    return len(new)


def correct(guest: Guest, *, name: str, address: str | None, language: str | None, zone: str | None) -> None:
    """Change what the book says of somebody; a name they chose themselves stays; raises `NotPossible`."""
    if name != guest.name:
        if guest.named_by_guest:
            raise NotPossible(_l("They chose this name themselves, so it stays."))
        if guest.role is Role.GUEST:
            must_be_somebody_else(guest.hosting, name)
        guest.name = name
        _call(guest)
    if language != guest.language:
        guest.language, guest.chose_language = language, False
    guest.zone = zone
    if guest.role is not Role.ORGANISER and address != guest.address:
        if guest.bounced_at:
            _mail_again(guest)
        guest.reach_at(address)


def take_out(guest: Guest) -> None:
    """Take somebody out of the book with all that is kept about them; raises `NotPossible` while they are on a list."""
    if guest.role is not Role.GUEST:
        raise NotPossible
    coming = (
        sa.select(Invitation.id)
        .join(Invitation.event)
        .where(Invitation.guest_id == guest.id, Invitation.withdrawn_at.is_(None), Event.ends_at > clock.now())
    )
    if db.session.scalar(coming.limit(1)) is not None:
        raise NotPossible(_l("Take them off the list of your event first."))
    erase([guest.id])


def must_be_somebody_else(hosting: Hosting, name: str) -> None:
    """Refuse the name of the host, the organiser or the other person, who are there already."""
    there = {guest.name.casefold() for guest in hosting.guests if guest.role in {Role.ORGANISER, Role.OTHER}}
    if name.casefold() in there | {hosting.name.casefold(), hosting.first_name.casefold()}:
        raise NotPossible(_l("%(name)s is there already. For a namesake, add a letter to the name.", name=name))


def _call(guest: Guest) -> None:
    """Let pages use the corrected name; guests read what the host calls the person who asked."""
    if guest.role is Role.ORGANISER:
        guest.hosting.organiser_name = guest.name
    elif guest.role is Role.OTHER:
        guest.hosting.other_name = guest.name


def _mail_again(guest: Guest) -> None:
    """Let an invitation whose mail came back be mailed to the new address."""
    for invitation in guest.invitations:
        invitation.mailed_at = None
