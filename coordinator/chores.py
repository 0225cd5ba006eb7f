"""What has to happen because time passes: the worker does it once a minute, and doing it twice is harmless."""

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from coordinator import clock, retention
from coordinator.consent import readiness
from coordinator.consent.ending import Closing, Told
from coordinator.database import Model, db, insert_once
from coordinator.events import waitlist
from coordinator.events.answer import Answer
from coordinator.events.event import Cancellation, Event
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation, Reply
from coordinator.events.morning_after import ask_who_came
from coordinator.instance import pace
from coordinator.post.night import decent
from coordinator.post.outbox import Letter, LetterState, owe
from coordinator.upkeep import shelf

NOON = time(12)
AHEAD = timedelta(days=2)  # how long before an event its notes are looked for
DAILY = timedelta(days=1)
SILENT = timedelta(minutes=5)  # after so long without a round no worker is running
OVERDUE = timedelta(hours=36)  # a worker that runs has purged by then
ROUND, PURGE = "round", "purge"  # whose last time is kept

log = logging.getLogger(__name__)


class Chore(Model):
    """When something was last done because time passed, by whichever worker; the doctor looks at it."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    done_at: Mapped[datetime]


def last(name: str) -> datetime | None:
    """Return when something was last done, None for never."""
    return db.session.scalar(sa.select(Chore.done_at).where(Chore.name == name))


def tick() -> None:
    """Do every chore, each in a transaction of its own; one that fails does not keep the others from being done."""
    for chore in CHORES:
        try:
            chore()
            db.session.commit()
        except IntegrityError:
            db.session.rollback()  # another worker did the same at the same moment
        except Exception:
            db.session.rollback()
            log.exception("a chore failed: %s", chore.__name__)


def ask_hosts() -> None:
    """Owe "Who came?" where an event took place and nobody has owed the question yet."""
    asked = sa.exists().where(
        Letter.kind == "who_came",
        Letter.subject == sa.literal("event:").concat(sa.cast(Event.id, sa.String)),
        Letter.state != LetterState.TAKEN_BACK,
    )
    markable = Event.starts_at > clock.now() - timedelta(hours=pace().marking_hours)
    for event in db.session.scalars(_on().where(Event.ends_at <= clock.now(), markable, ~asked)):
        ask_who_came(event)


def remind() -> None:
    """Owe the note of the day before to whoever asked for it and is coming."""
    wanted = (
        sa.select(Invitation)
        .join(Invitation.event)
        .join(Invitation.reply)
        .where(
            Invitation.wants_note,
            Invitation.withdrawn_at.is_(None),
            Invitation.waiting_since.is_(None),
            Reply.answer == Answer.YES,
            Reply.set_aside_at.is_(None),
            Event.starts_at.between(clock.now(), clock.now() + AHEAD),
        )
    )
    for invitation in db.session.scalars(wanted):
        _owe_note(invitation)


def offer_places() -> None:
    """Offer free places to who waits: somebody let an offer pass, or the organiser does not come after all."""
    waiting = sa.select(Invitation.event_id).where(Invitation.waiting_since.is_not(None))
    theirs = _on().where(Event.id.in_(waiting), Event.starts_at > clock.now()).order_by(Event.id)
    for event in db.session.scalars(theirs).all():  # in one order, as each is locked
        waitlist.offer_free_places(event)


def bring_together() -> None:
    """Owe the host of the last shared event that there is a word to read, once both are ready (product.md §6)."""
    for event in readiness.events_to_tell_of():
        owe("both_ready", f"event:{event.id}")


def say_goodbye() -> None:
    """Owe the last letter to an organiser whose plan ended by itself, and to every host once it may be known."""
    recent = Closing.shows_at.between(clock.now() - timedelta(days=7), clock.now())
    for closing in db.session.scalars(sa.select(Closing).where(recent)):
        if closing.told in {Told.YEAR, Told.MISSES}:  # the others were owed with the end
            owe("plan_over", f"plan:{closing.plan_id}", reason=closing.told)
    hosts = sa.select(Hosting.id).join(Closing, Closing.plan_id == Hosting.plan_id)
    for hosting_id in db.session.scalars(hosts.where(recent, Hosting.stepped_back_at.is_(None))):
        owe("plan_over_host", f"hosting:{hosting_id}")


def purge_daily() -> None:
    """Delete what is past its time, once a day; a clock that was moved, as in a demo, counts as a day."""
    before = last(PURGE)
    if before is None or not timedelta() <= clock.now() - before < DAILY:
        retention.purge()
        shelf.forget_old()
        _note(PURGE)


def note_round() -> None:
    """Note that a worker came by."""
    _note(ROUND)


CHORES: tuple[Callable[[], None], ...] = (
    ask_hosts,
    remind,
    offer_places,
    bring_together,
    say_goodbye,
    purge_daily,
    note_round,
)


def _note(name: str) -> None:
    db.session.execute(insert_once(Chore), {"name": name, "done_at": clock.now()})
    db.session.execute(sa.update(Chore).where(Chore.name == name).values(done_at=clock.now()))


def _on() -> sa.Select[Event]:
    """Select events that are published and not called off."""
    off = sa.exists().where(Cancellation.event_id == Event.id)
    return sa.select(Event).where(Event.published_at.is_not(None), ~off)


def _owe_note(invitation: Invitation) -> None:
    """Owe one guest's note for noon of the day before; it is not sent on the day itself."""
    event, zone = invitation.event, ZoneInfo(invitation.event.zone)
    eve = event.starts_at.astimezone(zone).date() - timedelta(days=1)
    if clock.today(event.zone).date() > eve:
        return
    noon = datetime.combine(eve, NOON, zone)
    owe(
        "day_before",
        f"invitation:{invitation.id}",
        reason=f"{event.starts_at:%Y-%m-%dT%H:%M}",
        queue=f"guest:{invitation.guest_id}",
        not_before=decent(max(noon, clock.now()), invitation.guest.zone or event.hosting.zone),
    )
