"""An invitation as its guest reads it: plain values, so that the page asks little of the database and says no more.

Everything here is the host's, the guest's own, or the organiser's answer. Nothing else of the organiser comes along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from coordinator import clock
from coordinator.database import db
from coordinator.errors import AlreadyCalledOff, TooLate
from coordinator.events import card_rows
from coordinator.events.dates import Could
from coordinator.events.invitation import Answer, Author
from coordinator.events.kinds import Kind
from coordinator.events.question import Asks


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the host's, and what this guest answered."""

    id: int
    words: str
    asks: Asks
    said: str | None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to bring that is free, or this guest's."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a poll, and what this guest said of it; the moments are aware."""

    id: int
    starts_at: datetime
    ends_at: datetime
    could: Could | None


@dataclass(frozen=True, slots=True)
class Card:
    """One guest's invitation at one moment, `now`. Moments are aware, zones are IANA names."""

    id: int
    public_id: str
    guest_id: int
    guest_name: str
    guest_language: str | None
    guest_zone: str | None
    wants_calendar_mail: bool
    event_id: int
    kind: Kind
    title: str
    note: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    address: str
    capacity: int
    party_most: int
    answer_by: datetime | None
    moved_at: datetime | None
    was_starts_at: datetime | None
    was_place: str | None
    host_name: str
    host_address: str
    checked_at: datetime | None
    organiser_name: str
    organiser_answer: Answer | None
    organiser_set_aside_at: datetime | None
    has_closed: bool
    called_off_at: datetime | None
    called_off_words: str | None
    invited_at: datetime
    waiting_since: datetime | None
    offered_until: datetime | None
    has_calendar_letter: bool
    wants_note: bool
    said: Answer | None
    party: int | None
    food: str | None
    said_at: datetime | None
    said_by: Author | None
    calendar_said: Answer | None
    calendar_is_late: bool | None
    set_aside_at: datetime | None
    item_id: int | None
    item_name: str | None
    heads: int
    held: int
    has_questions: bool
    has_things: bool
    is_poll: bool
    now: datetime
    questions: tuple[Asked, ...] = field(default=())
    things: tuple[Thing, ...] = field(default=())
    days: tuple[Day, ...] = field(default=())

    @property
    def host(self) -> str:
        """Return the host's first name."""
        return self.host_name.split()[0]

    @property
    def ends_on_its_day(self) -> bool:
        """Say whether it ends on the day it starts, by the clocks where it is."""
        zone = ZoneInfo(self.zone)
        return self.starts_at.astimezone(zone).date() == self.ends_at.astimezone(zone).date()

    @property
    def answer(self) -> Answer | None:
        """Return the answer that counts; one set aside by a move is none."""
        return None if self.set_aside_at else self.said

    @property
    def is_by_calendar(self) -> bool:
        """Say whether the answer that counts came from this guest's calendar."""
        return self.answer is not None and self.said_by is Author.CALENDAR

    @property
    def was_for_old_date(self) -> bool:
        """Say whether a calendar answered for a date that had changed, and nothing was answered since."""
        return self.said is None and bool(self.calendar_said and self.calendar_is_late)

    @property
    def organiser_stands(self) -> Answer | None:
        """Return the organiser's own answer; one set aside by a move is none."""
        return None if self.organiser_set_aside_at else self.organiser_answer

    @property
    def organiser_says(self) -> Answer | None:
        """Return what is said of the organiser: once a closing shows, that he isn't coming, like any other no (R2)."""
        return Answer.NO if self.has_closed else self.organiser_stands

    @property
    def is_called_off(self) -> bool:
        """Say whether the host called it off."""
        return self.called_off_at is not None

    @property
    def has_begun(self) -> bool:
        """Say whether it is too late to answer."""
        return self.starts_at <= self.now

    @property
    def is_over(self) -> bool:
        """Say whether it is past."""
        return self.ends_at <= self.now

    @property
    def is_open(self) -> bool:
        """Say whether an answer can be given or changed."""
        return not self.is_called_off and not self.has_begun

    def must_be_open(self) -> None:
        """Raise `AlreadyCalledOff` or `TooLate` unless an answer can be given or changed."""
        if self.is_called_off:
            raise AlreadyCalledOff
        if self.has_begun:
            raise TooLate

    @property
    def is_waiting(self) -> bool:
        """Say whether this guest is on the waiting list; an answer set aside is on no list."""
        return self.answer is Answer.YES and self.waiting_since is not None

    @property
    def is_coming(self) -> bool:
        """Say whether this guest has a place."""
        return self.answer is Answer.YES and self.waiting_since is None

    @property
    def offer_until(self) -> datetime | None:
        """Return until when a free place is kept for this guest, None without an offer."""
        return self.offered_until if self.offered_until and self.offered_until > self.now else None

    @property
    def room(self) -> int:
        """Return how many places this guest can have, their own included; host and organiser have theirs."""
        own = self.party or 1 if self.is_coming or self.offer_until else 0
        return self.capacity - 1 - (self.organiser_says is not Answer.NO) - self.heads - self.held + own

    @property
    def is_full(self) -> bool:
        """Say whether a yes of this guest would go on the waiting list."""
        return self.room < 1

    @property
    def moved(self) -> bool:
        """Say whether date or place changed since this guest was invited or answered."""
        return self.moved_at is not None and (self.said_at or self.invited_at) < self.moved_at

    @property
    def moved_from(self) -> datetime | None:
        """Return the start it had before the move, None if only the place is new."""
        return self.was_starts_at if self.moved and self.was_starts_at != self.starts_at else None

    @property
    def moved_place(self) -> str | None:
        """Return where it was to be before the move, None if only the date is new."""
        where = ", ".join(part for part in (self.place, self.address) if part)
        return self.was_place if self.moved and self.was_place != where else None

    @property
    def asks_about_food(self) -> bool:
        """Say whether the host asks what her guests can eat."""
        return any(each.asks is Asks.FOOD for each in self.questions)

    @property
    def other_questions(self) -> tuple[Asked, ...]:
        """Return the host's questions but the one about food, which has a field of its own."""
        return tuple(each for each in self.questions if each.asks is not Asks.FOOD)


def read(public_id: str, link_id: int, *, brief: bool = False) -> Card | None:
    """Return the invitation that a live link opens; None for whoever may not see it.

    It takes two queries, three where days are offered; a brief one lacks what only a yes is asked, and takes one.
    """
    keys: dict[str, Any] = {"public_id": public_id, "link_id": link_id, "now": clock.now()}
    row = db.session.connection().execute(card_rows.CARD, keys).mappings().first()
    if row is None:
        return None
    card = Card(**row, now=keys["now"])
    if brief:
        return card
    asked = _rows(card_rows.ASKED, card) if card.has_questions or card.has_things else []
    days = _rows(card_rows.DAYS, card) if card.is_poll else []
    return replace(
        card,
        questions=tuple(Asked(each.id, each.words, each.asks, each.said) for each in asked if each.asks),
        things=tuple(Thing(each.id, each.words) for each in asked if not each.asks and not card.is_poll),
        days=tuple(Day(each.id, each.starts_at, each.ends_at, each.could) for each in days),
    )


def _rows(statement: sa.Select[Any] | sa.CompoundSelect[Any], card: Card) -> Sequence[sa.Row[Any]]:
    """Return the rows of a statement about one invitation and its event."""
    keys = {"event_id": card.event_id, "invitation_id": card.id}
    return db.session.connection().execute(statement, keys).all()
