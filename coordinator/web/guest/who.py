"""Whose page it is: found through the link that this browser holds, so that finding is permission."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, g, request, session
from sqlalchemy.orm import joinedload

from coordinator.database import db
from coordinator.events import card
from coordinator.events.card import Card
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Invitation
from coordinator.links.link import Link, Purpose
from coordinator.web import page, visitor

# An invitation by its public id and the link this browser holds it by.
INVITATION = (
    sa.select(Invitation, Link)
    .join(Link, Link.subject_id == Invitation.id)
    .where(Invitation.public_id == sa.bindparam("public_id"), Link.id == sa.bindparam("link_id"))
    .where(Link.purpose == Purpose.INVITATION, Link.revoked_at.is_(None))
    .options(joinedload(Invitation.guest))
)


@dataclass(frozen=True)
class Bearer:
    """Somebody with a personal link: of an invitation, or to what is stored about them."""

    public_id: str
    guest: Guest
    invitation: Invitation | None  # while its link is live

    @property
    def is_other(self) -> bool:
        """Say whether this is the person a plan is about; no page shows it before they act."""
        return self.guest.role is Role.OTHER

    @property
    def home(self) -> str:
        """Return the page they came from: the invitation, or what is stored."""
        return "guest.invitation" if self.invitation else "guest.data"

    @property
    def coming(self) -> Invitation | None:
        """Return the invitation to an event that is still to come, the next one first."""
        ahead = [each for each in self.guest.invitations if each.is_live and each.event.is_coming]
        return min(ahead, key=lambda each: each.event.starts_at, default=None)

    @property
    def host(self) -> str:
        """Return the host's first name."""
        return self.guest.hosting.first_name

    @property
    def organiser(self) -> str:
        """Return the organiser's name as the host typed it (R1)."""
        return self.guest.hosting.organiser_name


def invited(public_id: str, *, brief: bool = False) -> Card:
    """Return the invitation to show, in its guest's language; 404 for everybody else."""
    found = card.read(public_id, visitor.held(public_id), brief=brief)
    if found is None:
        abort(404)
    g.language = found.guest_language
    return found


def invitation(public_id: str) -> Invitation:
    """Return the invitation to change; 404 without a live link to it."""
    row = db.session.execute(INVITATION, {"public_id": public_id, "link_id": visitor.held(public_id)}).first()
    if row is None or not row[0].is_live or not row[1].is_live:
        abort(404)
    found: Invitation = row[0]
    if request.method == "POST" and (code := page.chosen_language()):
        found.guest.read_in(code)
    g.language = found.guest.language
    return found


def keep_language(card: Card) -> None:
    """Keep the language a guest chose on a page, where it is another than before."""
    code = page.chosen_language()
    if code and code != card.guest_language:
        db.session.get_one(Guest, card.guest_id).read_in(code)


def bearer(public_id: str) -> Bearer:
    """Return whose data it is. An invitation's link opens it even when the event is long over (R7)."""
    link = _link(public_id)
    found = _by_invitation(link, public_id) if link.purpose is Purpose.INVITATION else _by_guest(link, public_id)
    if found is None:
        abort(404)
    g.language = found.guest.language
    return found


def is_gone(public_id: str) -> bool:
    """Say whether what this browser held a page by is deleted, which only what is stored about somebody takes along."""
    return not db.session.scalar(sa.select(sa.exists().where(Link.id == visitor.held(public_id))))


def held_here() -> str:
    """Return a key for limits on one invitation, which whoever does not hold it cannot use up."""
    public_id = (request.view_args or {}).get("public_id", "")
    return f"{public_id}:{session.get(visitor.HELD, {}).get(public_id)}"


def _link(public_id: str) -> Link:
    """Return the link this browser holds a page by, unless it was switched off."""
    mine = (Link.id == visitor.held(public_id)) & Link.revoked_at.is_(None)
    found = db.session.scalar(sa.select(Link).where(mine))
    if found is None:
        abort(404)
    return found


def _by_invitation(link: Link, public_id: str) -> Bearer | None:
    mine = (Invitation.id == link.subject_id) & (Invitation.public_id == public_id)
    found = db.session.scalar(sa.select(Invitation).where(mine, Invitation.withdrawn_at.is_(None)))
    return Bearer(public_id, found.guest, found if link.is_live else None) if found else None


def _by_guest(link: Link, public_id: str) -> Bearer | None:
    if link.purpose not in {Purpose.DATA, Purpose.FIND} or not link.is_live:
        return None
    mine = (Guest.id == link.subject_id) & (Guest.public_id == public_id)
    found = db.session.scalar(sa.select(Guest).where(mine))
    return Bearer(public_id, found, None) if found else None
