"""A stop: "Leave me out of things with Sam". No account, no reason, at once (product.md §4)."""

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Mapped, foreign, mapped_column, relationship

from coordinator import clock
from coordinator.consent.ending import Cause, end, let_know
from coordinator.consent.person import rows_of
from coordinator.consent.readiness import GuestReadiness, say
from coordinator.consent.suppression import Scope, Suppression, lift, suppress
from coordinator.database import Model, db
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Invitation
from coordinator.post.outbox import Letter, LetterState

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that reads like another


class Stop(Model):
    """That a guest asked to be left out. It belongs to the guest; her receipt code alone undoes it."""

    __tablename__ = "stop"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(index=True)  # no foreign key: a receipt code outlives the plan
    guest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guest.id", ondelete="SET NULL"), index=True)
    receipt_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    host_may_know: Mapped[bool] = mapped_column(default=False)
    organiser_may_know: Mapped[bool] = mapped_column(default=False)
    nothing_from_here: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]

    @property
    def scope(self) -> Scope:
        """Return how much mail it suppresses."""
        return Scope.SITE if self.nothing_from_here else Scope.PLAN


_THEIRS = (foreign(Stop.guest_id) == Guest.id) & Stop.undone_at.is_(None)
Guest.stops = relationship(Stop, primaryjoin=_THEIRS, viewonly=True)  # read for many letters at once
Guest.wishes = relationship(
    Suppression, primaryjoin=foreign(Suppression.fingerprint) == Guest.fingerprint, viewonly=True
)


def ask(
    guest: Guest,
    *,
    host_may_know: bool = False,
    organiser_may_know: bool = False,
    nothing_from_here: bool = False,
) -> str:
    """Leave a guest out from now on and return the receipt code, shown once.

    Only the other person's stop ends the plan; any other guest's takes them out of this host's events with Sam.
    """
    code, plan_id, rows = new_code(), guest.hosting.plan_id, rows_of(guest)
    stop = Stop(
        plan_id=plan_id,
        guest_id=guest.id,
        receipt_hash=_hash(code),
        fingerprint=guest.fingerprint,
        host_may_know=host_may_know,
        organiser_may_know=organiser_may_know,
        nothing_from_here=nothing_from_here,
    )
    db.session.add(stop)
    for fingerprint in {row.fingerprint for row in rows if row.fingerprint}:
        suppress(fingerprint, stop.scope, plan_id)
    _write_no_more([row.id for row in rows])
    if guest.role is Role.OTHER:
        say(GuestReadiness, plan_id, ready=False)
        end(plan_id, Cause.STOP)
        let_know(plan_id, known=organiser_may_know)
    db.session.flush()
    return code


def of_guest(guest_id: int) -> Stop | None:
    """Return the stop that stands for a guest, or None."""
    return _standing([guest_id])


def of_person(guest: Guest) -> Stop | None:
    """Return the stop that stands for the person behind a guest, whichever host's link they asked through."""
    return _standing([row.id for row in rows_of(guest)])


def stands_for(guest: Guest) -> bool:
    """Say whether a stop stands for the person behind a guest, whichever host's link they asked through."""
    return any(row.stops for row in rows_of(guest))


def undo(code: str) -> bool:
    """Lift a stop by its receipt code: she can be invited again, and no plan reopens. Says whether it fitted."""
    stop = db.session.scalar(sa.select(Stop).where(Stop.receipt_hash == _hash(code), Stop.undone_at.is_(None)))
    if stop is None:
        return False
    stop.undone_at = clock.now()
    if stop.organiser_may_know:
        let_know(stop.plan_id, known=False)
    guest = db.session.get(Guest, stop.guest_id) if stop.guest_id else None
    fingerprints = {row.fingerprint for row in rows_of(guest)} if guest else set()
    for fingerprint in fingerprints | {stop.fingerprint}:
        if fingerprint:
            lift(fingerprint, stop.scope, stop.plan_id)
    return True


def known_to_host(guest_id: InstrumentedAttribute[int]) -> sa.Exists:
    """Say whether a stop stands that the guest wants the host to know of, as part of a statement."""
    told = Stop.host_may_know & Stop.undone_at.is_(None)
    return sa.exists().where(Stop.guest_id == guest_id, told)


def _standing(guest_ids: list[int]) -> Stop | None:
    stands = Stop.guest_id.in_(guest_ids) & Stop.undone_at.is_(None)
    return db.session.scalar(sa.select(Stop).where(stands).order_by(Stop.id.desc()).limit(1))


def _write_no_more(guest_ids: list[int]) -> None:
    """Take back every letter that waits for somebody, and forget what they asked to have mailed."""
    theirs = Invitation.guest_id.in_(guest_ids)
    mine = list(db.session.scalars(sa.select(Invitation.id).where(theirs)))
    subjects = [f"invitation:{number}" for number in mine] + [f"guest:{number}" for number in guest_ids]
    waiting = (Letter.state == LetterState.WAITING) & sa.or_(Letter.subject.in_(subjects), Letter.queue.in_(subjects))
    db.session.execute(sa.update(Letter).where(waiting).values(state=LetterState.TAKEN_BACK))
    db.session.execute(sa.update(Invitation).where(theirs).values(wants_note=False, calendar_address=None))


def new_code() -> str:
    """Return a receipt code like 7Q4K-M2XD (40 bit, tried rarely)."""
    drawn = [secrets.choice(LETTERS) for _ in range(8)]
    return f"{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def _hash(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"receipt:{plain}".encode()).hexdigest()
