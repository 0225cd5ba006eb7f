"""How a plan ends: the cause stays inside, the organiser sees one neutral closing, later (product.md §4)."""

import enum
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from coordinator import clock
from coordinator.database import Model, db
from coordinator.errors import NotPossible
from coordinator.events.event import Cancellation, Event
from coordinator.instance import pace
from coordinator.post.outbox import owe, take_back


class Cause(enum.StrEnum):
    """Why others ended a plan. The organiser's door never reads this table."""

    STOP = "stop"
    VETO = "veto"
    HOST = "host"
    SCREENING = "screening"
    OPERATOR = "operator"


class Ending(Model):
    """That a plan was ended by somebody else, effective inside at once."""

    __tablename__ = "ending"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    cause: Mapped[Cause]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Told(enum.StrEnum):
    """Which goodbye the organiser reads; one for everything others do, unless she who asked wants him to know."""

    OWN = "own"
    OTHERS = "others"
    ASKED = "asked"
    YEAR = "year"
    MISSES = "misses"


BY_OTHERS = {Told.OTHERS, Told.ASKED}


class Closing(Model):
    """What the organiser may learn of an end, and from when on. It names no cause."""

    __tablename__ = "closing"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    told: Mapped[Told]
    shows_at: Mapped[datetime]

    @property
    def shows(self) -> bool:
        """Say whether the organiser may learn of it by now."""
        return self.shows_at <= clock.now()


Event.closing = relationship(Closing, primaryjoin=foreign(Closing.plan_id) == Event.plan_id, viewonly=True)


def end(plan_id: int, cause: Cause) -> None:
    """End a plan for good; the closing shows after a random 12 to 72 hours and before any place would.

    A second cause changes nothing anybody sees, but a veto that is taken back no longer reopens the plan then.
    """
    ended = db.session.get(Ending, plan_id)
    if ended is not None and ended.cause is Cause.VETO:
        ended.cause = cause
    if has_ended(plan_id):
        return
    db.session.add(Ending(plan_id=plan_id, cause=cause))
    shows_at = _closing_time(plan_id)
    db.session.add(Closing(plan_id=plan_id, told=Told.OTHERS, shows_at=shows_at))
    _owe_letter(plan_id, shows_at)
    db.session.flush()


def bring_forward(plan_id: int) -> None:
    """Let a closing that nobody was told of show earlier, where an event was published or moved so near since."""
    row, latest = db.session.get(Closing, plan_id), _before_place(plan_id)
    if row is None or latest is None or row.shows_at <= max(latest, clock.now()):
        return
    row.shows_at = max(latest, clock.now())
    take_back("plan_over", f"plan:{plan_id}")
    _owe_letter(plan_id, row.shows_at)


def has_ended(plan_id: int) -> bool:
    """Say whether a plan has ended inside, whoever knows of it yet."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Closing.plan_id == plan_id))))


def closing(plan_id: int) -> Closing | None:
    """Return the closing once it shows, which is all that organiser and host learn."""
    shown = (Closing.plan_id == plan_id) & (Closing.shows_at <= clock.now())
    return db.session.scalar(sa.select(Closing).where(shown))


def undo_veto(plan_id: int) -> None:
    """Take the only veto back before anybody was told; raises `NotPossible` once the closing shows."""
    if closing(plan_id) is not None:
        raise NotPossible
    ending = db.session.get(Ending, plan_id)
    if ending is None or ending.cause is not Cause.VETO:
        return  # somebody else ended it too, and that stands
    db.session.delete(ending)
    db.session.execute(sa.delete(Closing).where(Closing.plan_id == plan_id))
    take_back("plan_over", f"plan:{plan_id}")


def let_know(plan_id: int, *, known: bool) -> None:
    """Say in the goodbye that the other person asked for it, as she ticked, or leave that unsaid again."""
    row = db.session.get(Closing, plan_id)
    if row is not None and row.told in BY_OTHERS:
        row.told = Told.ASKED if known else Told.OTHERS


def tell(plan_id: int, told: Told, at: datetime) -> None:
    """Let an own end, or one that came by itself, take the place of one the organiser has not been told of."""
    row = db.session.get(Closing, plan_id)
    if row is None:
        row = Closing(plan_id=plan_id, told=told, shows_at=at)
        db.session.add(row)
    row.told, row.shows_at = told, at
    take_back("plan_over", f"plan:{plan_id}")  # it would say that others ended it
    db.session.flush()


def _closing_time(plan_id: int) -> datetime:
    """Draw when the closing shows: always before the place of a coming event would be shown."""
    now, rule = clock.now(), pace()
    span = (rule.closing_within_hours - rule.closing_after_hours) * 3600
    drawn = now + timedelta(hours=rule.closing_after_hours, seconds=secrets.randbelow(span))
    return max(now, min(drawn, _before_place(plan_id) or drawn))


def _before_place(plan_id: int) -> datetime | None:
    """Return the last moment before the place of a coming event would be shown, or None without one."""
    on = ~sa.exists().where(Cancellation.event_id == Event.id)
    coming = sa.select(sa.func.min(Event.starts_at)).where(
        Event.plan_id == plan_id, Event.published_at.is_not(None), Event.ends_at > clock.now(), on
    )
    starts = db.session.scalar(coming)
    return starts - timedelta(hours=pace().place_hours, minutes=1) if starts else None


def _owe_letter(plan_id: int, shows_at: datetime) -> None:
    """Owe the organiser's goodbye; the reason lets another follow one that was taken back."""
    reason = f"{clock.now():%Y%m%dT%H%M%S} {shows_at:%Y%m%dT%H%M%S}"
    owe("plan_over", f"plan:{plan_id}", reason=reason, not_before=shows_at)
