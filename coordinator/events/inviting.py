"""Inviting: the host's free choice, by her own channel or by mail; nobody else learns whom."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from coordinator import clock
from coordinator.consent import stop as stops
from coordinator.consent.ending import closing
from coordinator.consent.suppression import is_suppressed
from coordinator.database import db, write_first
from coordinator.errors import Enough, NotPossible
from coordinator.events.answering import forget
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Invitation
from coordinator.instance import pace, settings
from coordinator.limits import spend
from coordinator.links import link
from coordinator.post.outbox import owe
from coordinator.quiet import next_decent_hour

AFTER = timedelta(days=14)  # how long a guest's link reads after the event
A_DAY, LONGER_THAN_ANY = timedelta(days=1), timedelta(days=400)  # the second, than any event is planned ahead


def invite(event: Event, guest: Guest) -> Invitation:
    """Put a guest on the list of an event, or back on it; raises `NotPossible` for somebody left out.

    A plan that has ended looks as before until its closing shows, so that no host learns of a stop by trying.
    """
    event.must_be_open()
    if guest.hosting_id != event.hosting_id:
        raise NotPossible
    found = sa.select(Invitation).where(Invitation.event_id == event.id, Invitation.guest_id == guest.id)
    invitation = db.session.scalar(found)
    if invitation is not None and invitation.is_live:
        return invitation
    if guest.role is not Role.GUEST and closing(event.plan_id) is not None:
        raise NotPossible(_l("This plan has ended, and that stays as it is."))
    if guest.role is Role.GUEST and stops.of_guest(guest.id):
        raise NotPossible(_l("This person can’t be invited to it."))
    if invitation is None:
        invitation = Invitation(event=event, guest=guest)
    else:
        invitation.calendar_steps += 1  # or a calendar would take it for older than what took it off the list
    invitation.withdrawn_at = None
    db.session.add(invitation)
    db.session.flush()
    return invitation


def withdraw(invitation: Invitation) -> None:
    """Take a guest off the list: their answer is forgotten and their link stops working."""
    invitation.event.must_be_open()
    if invitation.guest.role is Role.ORGANISER:
        raise NotPossible  # the organiser is on it from the start; "leave Sam out" ends the plan instead
    forget(invitation)
    invitation.withdrawn_at = clock.now()
    invitation.calendar_steps += 1
    link.revoke(link.Purpose.INVITATION, invitation.id)
    if invitation.calendar_address:
        owe(
            "calendar_cancelled",
            f"invitation:{invitation.id}",
            reason=f"{invitation.sequence}",
            queue=f"guest:{invitation.guest_id}",
        )


def is_enough(event: Event) -> bool:
    """Say whether enough people are on the list to begin: a group, both included, so nobody has to carry the talk."""
    on_list = (Invitation.event_id == event.id) & Invitation.withdrawn_at.is_(None)
    return 1 + (db.session.scalar(sa.select(sa.func.count()).where(on_list)) or 0) >= pace().people


def make_link(invitation: Invitation, press: str = "") -> str:
    """Return the address of a new personal link; the same press makes no second one.

    An older one stops working, and so does what was asked for behind it: whoever had it reads nothing more.
    """
    _must_be_reachable(invitation)
    token = link.drawn(link.Purpose.INVITATION, invitation.id, press)
    if not link.was_made(token):
        if invitation.linked_at is not None:
            invitation.calendar_address, invitation.wants_note = None, False
            link.revoke(link.Purpose.CALENDAR, invitation.guest_id)
            link.revoke(link.Purpose.REPLY, invitation.id)
        invitation.linked_at = clock.now()
        link.put(token, link.Purpose.INVITATION, invitation.id, expires_at=invitation.event.ends_at + AFTER)
    return link.address(token)


def mail(invitation: Invitation) -> None:
    """Owe the invitation letter, once for each event; raises `NotPossible` without an address, `Enough` at a cap.

    To somebody who asked to be left out of things with the organiser nothing is sent, and nobody learns of it (R5).
    """
    _must_be_reachable(invitation)
    guest, event = invitation.guest, invitation.event
    if not guest.address:
        raise NotPossible(_l("There is no address to mail it to."))
    if is_suppressed(guest.fingerprint):
        raise NotPossible(_l("This address takes no mail from here. Send the link yourself."))
    write_first(f"mail:{event.id}")  # a second click waits here, and finds it mailed
    db.session.refresh(invitation, ["mailed_at"])
    if invitation.mailed_at is not None:
        return
    _must_be_under_caps(event)
    invitation.mailed_at = clock.now()
    if guest.wants_calendar_mail:
        invitation.calendar_address = invitation.calendar_address or guest.address
    if not (is_suppressed(guest.fingerprint, plan_id=event.plan_id) or stops.of_person(guest)):
        _owe_letter(invitation)


def _owe_letter(invitation: Invitation) -> None:
    """Owe the letter for the next decent hour; a new address after a mail came back is a letter of its own."""
    rule, guest = pace(), invitation.guest
    zone = guest.zone or invitation.event.hosting.zone
    decent = next_decent_hour(clock.now(), zone, start=rule.quiet_from_hour, end=rule.quiet_until_hour)
    owe(
        "invitation",
        f"invitation:{invitation.id}",
        reason=guest.mail_mark,
        queue=f"guest:{guest.id}",
        not_before=decent,
    )


def _must_be_reachable(invitation: Invitation) -> None:
    """Raise unless this person may be invited now and is not the organiser, who answers on his own page."""
    event = invitation.event
    event.must_be_open()
    if not event.is_published or not invitation.is_live or invitation.guest.role is Role.ORGANISER:
        raise NotPossible
    if not is_enough(event):
        raise NotPossible(_l("A few more people first, so that nobody has to carry the talk."))


def _must_be_under_caps(event: Event) -> None:
    """Raise `Enough` at the cap of an event, or at a day's cap of its host, whatever plans they host for.

    What was mailed counts on when a guest is taken out of the book, or caps would begin anew with every such round.
    """
    of_event, of_host = settings().mails_an_event, settings().mails_a_host
    if spend("mail of event", event.id, most=of_event, within=LONGER_THAN_ANY):
        raise Enough
    if spend("mail of host", event.hosting.account_id, most=of_host, within=A_DAY):
        raise Enough
