"""A favour: one question to one friend; every answer but yes, and silence, look alike (R5)."""

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordinator import clock
from coordinator.contact import Address, fingerprint
from coordinator.database import Model, db
from coordinator.errors import NotPossible, TooSoon
from coordinator.events.hosting import new_public_id
from coordinator.instance import pace, settings
from coordinator.links import link
from coordinator.plans.plan import Plan
from coordinator.post.outbox import owe, take_back
from coordinator.quiet import next_decent_hour
from coordinator.text import LINE, NAME


class Friend(Model):
    """A mutual friend, as the organiser typed them. The address goes when the favour is answered or lapses."""

    __tablename__ = "friend"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(NAME))
    address: Mapped[str | None] = mapped_column(Address)
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    plan: Mapped[Plan] = relationship(back_populates="friends")
    favours: Mapped[list["Favour"]] = relationship(back_populates="friend", order_by="Favour.id")

    def reach_at(self, address: str | None) -> None:
        """Keep an address for one favour, or forget it."""
        self.address = address
        self.fingerprint = fingerprint(address) if address else self.fingerprint


class Favour(Model):
    """A question asked. What the friend answered lies in `favour_answer`, which the organiser's door never reads."""

    __tablename__ = "favour"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    friend_id: Mapped[int] = mapped_column(sa.ForeignKey("friend.id", ondelete="CASCADE"), index=True)
    line: Mapped[str | None] = mapped_column(sa.String(LINE))  # for this friend only; gone once answered
    is_mailed: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    goes_at: Mapped[datetime]  # after the quiet hours
    withdrawn_at: Mapped[datetime | None]
    friend: Mapped[Friend] = relationship(back_populates="favours")
    plan: Mapped[Plan] = relationship()
    answer: Mapped["FavourAnswer | None"] = relationship(back_populates="favour")

    @property
    def lapses_at(self) -> datetime:
        """Return when it shows as "No host for now", whatever was answered or not: always day seven."""
        return self.goes_at + timedelta(days=pace().favour_days)

    @property
    def has_lapsed(self) -> bool:
        """Say whether day seven has come."""
        return clock.now() >= self.lapses_at

    @property
    def waits(self) -> bool:
        """Say whether it is still held back by the quiet hours and can be taken back."""
        return self.withdrawn_at is None and clock.now() < self.goes_at

    @property
    def is_open(self) -> bool:
        """Say whether the friend can still answer."""
        return self.withdrawn_at is None and not self.waits and not self.has_lapsed

    @property
    def went_out(self) -> bool:
        """Say whether it counts as asked: all but what was taken back before the morning."""
        return self.withdrawn_at is None or self.withdrawn_at >= self.goes_at

    def hand_over(self, press: str = "") -> str:
        """Return the address of the friend's link, to be passed on in one's own chat; the old one stops working.

        The same press makes no second one.

        It works until day seven whatever was answered, or the organiser could try it and learn that somebody did.
        Raises `TooSoon` in the quiet hours, `NotPossible` where there is no link to hand on.
        """
        if self.waits:
            raise TooSoon(until=self.goes_at)
        if self.is_mailed or not self.is_open:
            raise NotPossible
        return link.address(link.replace(link.Purpose.FAVOUR, self.id, press, expires_at=self.lapses_at))

    def withdraw(self) -> None:
        """Take the question back; a friend who opens the link reads that it is no longer needed."""
        if self.withdrawn_at is None and not self.has_lapsed:
            self.withdrawn_at = clock.now()
            self.line = None
            if take_back("favour", f"favour:{self.id}"):
                self.friend.address = None
            elif self.is_mailed:
                owe("favour_taken_back", f"favour:{self.id}")


class FavourSays(enum.StrEnum):
    """The four answers, of equal weight."""

    HOST = "host"
    NO = "no"
    NEVER = "never"
    VETO = "veto"


class FavourAnswer(Model):
    """What a friend answered; the organiser's door never reads this table."""

    __tablename__ = "favour_answer"

    favour_id: Mapped[int] = mapped_column(sa.ForeignKey("favour.id", ondelete="CASCADE"), primary_key=True)
    says: Mapped[FavourSays]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]
    favour: Mapped[Favour] = relationship(back_populates="answer")

    @property
    def can_be_undone(self) -> bool:
        """Say whether it is a veto that its friend may still take back."""
        until = self.at + timedelta(hours=pace().veto_undo_hours)
        return self.says is FavourSays.VETO and self.undone_at is None and clock.now() < until


def put(plan: Plan, friend: Friend, *, line: str, by_mail: bool) -> Favour:
    """Write a favour down once `asking.ask` allows it, held back through the quiet hours of the instance's zone.

    A line goes with a letter only. Beside a link to copy, one's own chat has room for it, and nothing need be kept.
    """
    rule = pace()
    goes_at = next_decent_hour(
        clock.now(),
        settings().time_zone,
        start=rule.quiet_from_hour,
        end=rule.quiet_until_hour,
    )
    favour = Favour(
        plan=plan, friend=friend, line=(line or None) if by_mail else None, is_mailed=by_mail, goes_at=goes_at
    )
    db.session.add(favour)
    db.session.flush()
    if by_mail:
        owe("favour", f"favour:{favour.id}", not_before=goes_at)
    return favour
