"""What letters to guests share: whom they are from, the disclosure, the links at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from coordinator import clock
from coordinator.calendars import files
from coordinator.calendars.envelope import Attendee, Envelope, Organiser, PartStat
from coordinator.calendars.vevent import CalendarEvent, Status
from coordinator.consent import stop
from coordinator.consent.suppression import is_suppressed
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.directions import said as _
from coordinator.events import agenda, disclosure, reply_address, returned
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation
from coordinator.events.inviting import AFTER
from coordinator.instance import settings
from coordinator.links.link import Purpose
from coordinator.post.letters.blocks import Block, button, note
from coordinator.post.letters.calendar_part import CalendarPart
from coordinator.post.letters.letter import Letter, via
from coordinator.post.letters.outing import Outing
from coordinator.post.letters.ways import Door, Personal, Way
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class GuestLetter(Letter):
    """A letter to a guest about one event. Every name in it is the host's word."""

    can_unsubscribe: ClassVar[bool] = True

    plan_id: int
    guest: str
    host: str
    host_address: str = ""  # only once it is checked
    reply_to_host: bool = False
    organiser: str
    organiser_says: Answer | None = None
    outing: Outing
    way: Door
    data: Way
    asked_by_guest: bool = False  # the guest typed the address
    is_unwanted: bool = False  # this address wants nothing of this plan, or nothing from here
    entry: CalendarEvent | None = field(default=None, repr=False)
    answers_to: str = field(default="", repr=False)  # for their calendar and returned mail; "" if nobody reads it
    says: PartStat = PartStat.NEEDS_ACTION

    @property
    def host_first(self) -> str:
        """Return what guests call the host."""
        return self.host.split()[0]

    @property
    def sender(self) -> str:
        """Return "Anna via Common Ground"."""
        return via(self.host_first)

    @property
    def sender_address(self) -> str:
        """Return the ORGANIZER's address where a calendar may answer: some answer the letter, not its calendar."""
        return self.answers_to if self.entry and self.answers_to else super().sender_address

    @property
    def returns_to(self) -> str:
        """Return where a letter that comes back tells whom it was for."""
        return self.answers_to or super().returns_to

    @property
    def reply_to(self) -> str:
        """Return the host's address, if it is checked and she ticked that guests may write to her."""
        return self.host_address if self.reply_to_host else ""

    @property
    def goes_unread(self) -> bool:
        """Say so where it comes from the address that calendars answer to, and the host takes no mail."""
        return bool(self.entry and self.answers_to and not self.reply_to)

    @property
    def tint(self) -> str:
        """Wear the colours of the event."""
        return self.outing.kind

    @property
    def over(self) -> str:
        """Say whom it is for, and from."""
        return _("For %(guest)s, from %(host)s", guest=self.guest, host=self.host)

    @property
    def why(self) -> str:
        """Say who gave the address, and until when it is kept."""
        if self.asked_by_guest:
            return _(
                "You get this because you asked for the date by mail. Your address is deleted a week after the event."
            )
        return _(
            "You get this because %(host)s gave this site your address for this one event. It is deleted a week after.",
            host=self.host,
        )

    @property
    def links(self) -> list[tuple[str, Way]]:
        """Lead to the stop and to what is stored; the wish for no more mail follows by itself."""
        return [
            (_("Prefer not to be at things with %(organiser)s?", organiser=self.organiser), self.way.page("stop")),
            (_("What’s stored about you"), self.data),
        ]

    @property
    def disclosure(self) -> Block:
        """Say who suggested it and whether he comes; it stands above every button that leads to an answer (R2)."""
        return note(disclosure.who(self.organiser), disclosure.state(self.organiser, self.organiser_says))

    @property
    def answer_button(self) -> Block:
        """Lead to the invitation, to answer."""
        return button(_("See it and answer"), self.way)

    @property
    def calendar(self) -> CalendarPart | None:
        """Return the date for the guest's own calendar, if they asked for that.

        What asks for an answer says that it is on and takes its time: an Accept brings no second message that would.
        """
        if self.entry is None:
            return None
        asks = bool(self.answers_to)
        entry = replace(self.entry, status=Status.CONFIRMED, busy=not self.entry.cancelled) if asks else self.entry
        envelope = Envelope(
            sent=clock.now(),
            organiser=Organiser(self.sender_address, self.sender),
            attendee=Attendee(self.recipient, self.says) if asks else None,
        )
        return CalendarPart(*files.message(entry, envelope))

    @classmethod
    def look_up(cls, owed: Sequence[Owed]) -> object:
        """Read the invitations in one statement, with all that every letter about them says and heeds."""
        return db.session.scalars(THESE, {"numbers": [each.row for each in owed]}).unique().all()

    @classmethod
    def gave_up(cls, owed: Owed) -> None:
        """Flag the address the host gave, and tell her, so that she hands the link on herself."""
        invitation = db.session.get(Invitation, owed.row)
        if invitation is None or not invitation.guest.address or _is_own(invitation):
            return  # an address the guest typed is none of the host's business
        returned.flag(invitation)


_EVENT, _GUEST = joinedload(Invitation.event), joinedload(Invitation.guest)
# What every letter about an invitation reads, in one statement for however many.
WITH_IT = (
    _GUEST.joinedload(Guest.stops),
    _GUEST.joinedload(Guest.wishes),
    _EVENT.joinedload(Event.hosting),
    _EVENT.joinedload(Event.cancellation),
    _EVENT.joinedload(Event.closing),
    _EVENT.joinedload(Event.organiser_reply),
    _EVENT.joinedload(Event.options),
)
THESE = sa.select(Invitation).where(Invitation.id.in_(sa.bindparam("numbers", expanding=True))).options(*WITH_IT)


def invitation_of(owed: Owed) -> Invitation | None:
    """Return the invitation a letter is about, None when it was withdrawn or its guest asked to be left out."""
    invitation = db.session.get(Invitation, owed.row, options=WITH_IT)
    if invitation is None or not invitation.is_live or stop.stands_for(invitation.guest):
        return None
    return invitation


def told(invitation: Invitation, recipient: str) -> dict[str, Any]:
    """Return what every letter about an invitation says, read now."""
    event, guest, hosting = invitation.event, invitation.guest, invitation.event.hosting
    return {
        **_reader(guest, hosting),
        "recipient": recipient,
        "is_unwanted": _refuses(guest, recipient, event.plan_id),
        "answers_to": reply_address.of(invitation) if settings().receives else "",
        "plan_id": event.plan_id,
        "organiser": hosting.organiser_name,
        "organiser_says": organiser_says(event),
        "outing": Outing.of(event),
        "way": Personal(Purpose.INVITATION, invitation.id, expires_at=event.ends_at + AFTER),
        # It opens what is stored for as long as something is; guests have no account to sign in with (R7).
        "data": Personal(Purpose.DATA, guest.id),
    }


def reach(invitation: Invitation) -> str | None:
    """Return where news of an event goes: to the address the guest chose, else to the one the host gave."""
    return invitation.calendar_address or invitation.guest.address


def dated(invitation: Invitation) -> dict[str, Any]:
    """Return the date as letters carry it to a guest who asked for that, and what they have answered so far."""
    if not invitation.calendar_address:
        return {}
    return {
        "asked_by_guest": _is_own(invitation),
        "entry": agenda.of_invitation(invitation.id),
        "says": agenda.says(invitation),
    }


def organiser_says(event: Event) -> Answer | None:
    """Return the organiser's answer as guests read it; once a closing shows he isn't coming, like any other no."""
    if event.closing and event.closing.shows:
        return Answer.NO
    return event.organiser_reply.stands if event.organiser_reply else None


def _refuses(guest: Guest, recipient: str, plan_id: int) -> bool:
    """Say whether an address wants nothing of a plan, or nothing from here."""
    if recipient == guest.address:
        return any(wish.covers(plan_id) for wish in guest.wishes)
    return is_suppressed(fingerprint(recipient), plan_id=plan_id)


def _is_own(invitation: Invitation) -> bool:
    """Say whether letters go to an address that the guest typed, not the host."""
    return invitation.calendar_address not in {None, invitation.guest.address}


def _reader(guest: Guest, hosting: Hosting) -> dict[str, Any]:
    return {
        "language": guest.reads,
        "zone": guest.zone or hosting.zone,
        "guest": guest.name,
        "host": hosting.name,
        "host_address": hosting.address if hosting.checked_at else "",
        "reply_to_host": hosting.reply_to,
    }
