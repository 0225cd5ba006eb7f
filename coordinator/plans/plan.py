"""A plan: one organiser, one other person, and the patience between."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.consent.ending import Closing, Told, closing, tell
from coordinator.database import Model, db, write_first
from coordinator.errors import NotPossible, PlanOver, TooSoon
from coordinator.instance import pace
from coordinator.plans import screening, waiting
from coordinator.text import NAME

if TYPE_CHECKING:
    from coordinator.plans.favour import Friend

READABLE = timedelta(days=30)  # how long the organiser's list outlives the plan


class Plan(Model):
    """What an organiser hopes for. `other_name` is the organiser's word and reaches no guest but her own data page."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.Index(
            "uq_plan_open",
            "organiser_id",
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    other_name: Mapped[str] = mapped_column(sa.String(NAME))
    parted: Mapped[date]  # the first of the month
    is_open: Mapped[bool] = mapped_column(default=True)  # one open plan for each organiser
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    organiser: Mapped[Account] = relationship()
    friends: Mapped[list["Friend"]] = relationship(back_populates="plan", order_by="Friend.id")

    @property
    def settled_at(self) -> datetime:
        """Return when the first favour can be asked: after a night's sleep."""
        return self.created_at + timedelta(hours=pace().settle_hours)

    @property
    def closes_at(self) -> datetime:
        """Return when the plan ends by itself, whatever happens."""
        return self.created_at + timedelta(days=pace().plan_days)

    @property
    def closing(self) -> Closing | None:
        """Return how the plan ended, once the organiser may know."""
        return closing(self.id)

    @property
    def is_over(self) -> bool:
        """Say whether the organiser may know that it is over; a year ends it whether or not anybody noted that."""
        return clock.now() >= self.closes_at or self.closing is not None

    def must_go_on(self) -> None:
        """Raise `PlanOver` once the organiser has been told of an end."""
        if self.is_over:
            raise PlanOver

    def leave(self) -> None:
        """End it kindly at once: asks are withdrawn, and nothing is sent to the other person, ever."""
        self.must_go_on()
        self.close(Told.OWN, clock.now())

    def close(self, told: Told, at: datetime) -> None:
        """End it as the organiser is told it ended; friends who have not answered read that it is no longer needed."""
        tell(self.id, told, at)
        for friend in self.friends:
            for favour in friend.favours:
                favour.withdraw()


def start(organiser: Account, other_name: str, parted: date) -> Plan:
    """Start a plan after a clear screening; raises `TooSoon`, `NotPossible`."""
    if not organiser.may_organise or organiser.is_operator:
        raise NotPossible
    write_first()
    db.session.execute(sa.select(Account.id).where(Account.id == organiser.id).with_for_update())
    if until := possible_from(organiser, parted):
        raise TooSoon(until=until)
    last = screening.latest(organiser.id)
    if last is None or last.outcome is not screening.Outcome.CLEAR:
        raise NotPossible
    for old in db.session.scalars(sa.select(Plan).where(Plan.organiser_id == organiser.id, Plan.is_open)):
        if not old.is_over:
            raise NotPossible
        old.is_open = False
    plan = Plan(organiser=organiser, other_name=other_name, parted=parted)
    db.session.add(plan)
    db.session.flush()
    return plan


def possible_from(organiser: Account, parted: date | None = None) -> datetime | None:
    """Return from when a plan is possible, or None when it is possible now."""
    waits = [screening.locked_until(organiser.id), _after_last(organiser.id), waiting.until(organiser)]
    if parted is not None:
        waits.append(settled(parted))
    return max((moment for moment in waits if moment and moment > clock.now()), default=None)


def settled(parted: date) -> datetime:
    """Return when enough time has passed since two people parted; the month counts from its last day."""
    next_month = (parted.replace(day=28) + timedelta(days=4)).replace(day=1)
    start_of = datetime(next_month.year, next_month.month, 1, tzinfo=clock.now().tzinfo)
    return start_of + timedelta(days=pace().days_since_parting - 1)


def again_after(told: Told, at: datetime) -> datetime:
    """Return when a new plan may follow one that ended: 90 days after an own end or a year's, a year after others'."""
    rule, own = pace(), told in {Told.OWN, Told.YEAR}
    return at + timedelta(days=rule.again_after_own_end_days if own else rule.again_after_others_end_days)


def _after_last(organiser_id: int) -> datetime | None:
    """Return when a new plan may follow the last one."""
    ended = sa.select(Closing).join(Plan, Plan.id == Closing.plan_id).where(Plan.organiser_id == organiser_id)
    shown = ended.where(Closing.shows_at <= clock.now())
    last = db.session.scalar(shown.order_by(Closing.shows_at.desc()).limit(1))
    return again_after(last.told, last.shows_at) if last else None


def current(organiser_id: int) -> Plan | None:
    """Return an organiser's latest plan, over or not, while it can still be read."""
    mine = sa.select(Plan).where(Plan.organiser_id == organiser_id)
    return db.session.scalar(mine.order_by(Plan.id.desc()).limit(1))
