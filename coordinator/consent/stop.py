"""A stop: "Leave me out of things with Sam". No account, no reason, at once (product.md §4)."""

import hashlib
import secrets
from datetime import datetime, timedelta

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
from coordinator.instance import peppered
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

    @property
    def was_undone_just_now(self) -> bool:
        """Say whether it was lifted a moment ago, and its guest has not asked for another since."""
        just_now = self.undone_at is not None and self.undone_at > clock.now() - timedelta(minutes=10)
        return just_now and (self.guest_id is None or of_guest(self.guest_id) is None)

    def code_of(self, press: str) -> str:
        """Return the receipt code again to the press that made it, and "" to any other."""
        code = _drawn(press, self.guest_id, self.at) if press else ""
        return code if self.receipt_hash == _hash(code) else ""


_THEIRS = (foreign(Stop.guest_id) == Guest.id) & Stop.undone_at.is_(None)
Guest.stops = relationship(Stop, primaryjoin=_THEIRS, viewonly=True)  # read for many letters at once
Guest.wishes = relationship(
    Suppression, primaryjoin=foreign(Suppression.fingerprint) == Guest.fingerprint, viewonly=True
)


def ask(
    guest: Guest,
    press: str = "",
    *,
    host_may_know: bool = False,
    organiser_may_know: bool = False,
    nothing_from_here: bool = False,
) -> str:
    """Leave a guest out from now on and return the receipt code, which only the same `press` draws again.

    Only the other person's stop ends the plan; any other guest's takes them out of this host's events with Sam.
    """
    at, plan_id, rows = clock.now(), guest.hosting.plan_id, rows_of(guest)
    code = _drawn(press or secrets.token_hex(), guest.id, at)
    stop = Stop(
        plan_id=plan_id,
        guest_id=guest.id,
        receipt_hash=_hash(code),
        fingerprint=guest.fingerprint,
        host_may_know=host_may_know,
        organiser_may_know=organiser_may_know,
        nothing_from_here=nothing_from_here,
        at=at,
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
    """Lift a stop by its receipt code: she can be invited again, and no plan reopens. Says whether it fitted.

    For ten minutes the code goes on fitting, so that a second click does not read that it failed.
    """
    stop = db.session.scalar(sa.select(Stop).where(Stop.receipt_hash == _hash(code)))
    if stop is None or stop.undone_at is not None:
        return stop is not None and stop.was_undone_just_now
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


def _drawn(press: str, guest_id: int | None, at: datetime) -> str:
    """Return a receipt code like 7Q4K-M2XD (39 bit, tried rarely), found out by nobody without the key."""
    number = int(peppered(f"receipt {press} {guest_id} {int(at.timestamp())}"), 16)
    drawn = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(8)]
    return f"{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def _hash(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"receipt:{plain}".encode()).hexdigest()
