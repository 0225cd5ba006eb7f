"""What an organiser's page says: what there is to do (mostly nothing), until when, and what is possible."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coordinator import clock
from coordinator.events import organiser_reply
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.instance import pace
from coordinator.plans import asking
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.record import Record
from coordinator.words import _l


class State(enum.StrEnum):
    """Where a plan stands; the words for each are in `organiser/said.html`."""

    COMING = "coming"
    CHOOSING = "choosing"  # guests choose the day
    ON_NOW = "on_now"
    PAUSED = "paused"
    JUST_OVER = "just_over"
    SETTLING = "settling"
    NIGHT = "night"  # a favour waits for the morning
    HOST_FOUND = "host_found"
    ASKED = "asked"
    CALLED_OFF = "called_off"
    RESTING = "resting"  # the pace says to wait
    EVERYBODY_ASKED = "everybody_asked"
    NO_HOST = "no_host"  # the last favour's week is over
    AGAIN = "again"  # a favour can be asked, and the last one led to something
    FIRST = "first"


@dataclass(frozen=True)
class Line:
    """One friend, a word, and the favour where its link can be handed on."""

    name: str
    word: str
    to_hand_on: Favour | None = None


@dataclass(frozen=True)
class Outlook:
    """Everything the home page prints. `until` is for the heading, `asks_from` when the next favour can be asked."""

    state: State
    until: datetime | None
    asks_from: datetime | None
    may_ask: bool
    record: Record
    event: Event | None
    hosts: list[str]

    @property
    def friends(self) -> list[Line]:
        """Return the friends who were asked; every outcome but a yes has the same word, always on day seven (R5)."""
        asked = [(friend, self.record.asked(friend)) for friend in self.record.friends]
        return [self._line(friend, favours[-1]) for friend, favours in asked if favours]

    @property
    def to_hand_on(self) -> Favour | None:
        """Return the open favour last asked by a link; whether that was made is not looked at, answers end it (R5)."""
        return next((line.to_hand_on for line in reversed(self.friends) if line.to_hand_on), None)

    @property
    def ready(self) -> list[Friend]:
        """Return the friends on the list who could be asked next."""
        return asking.ready(self.record)

    @property
    def may_name_another(self) -> bool:
        """Say whether a friend can be added."""
        return asking.may_name_another(self.record)

    @property
    def waiting(self) -> list[Favour]:
        """Return the favours that wait for the morning and can be taken back."""
        return [favour for favour in self.record.favours if favour.waits]

    @property
    def is_tomorrow(self) -> bool:
        """Say whether there is nothing to do only until tomorrow."""
        return self.until is not None and is_tomorrow(self.until, self.record.plan.organiser.zone)

    @property
    def answer(self) -> Answer | None:
        """Return the organiser's own answer to the event."""
        row = self.event.organiser_reply if self.event else None
        return row.stands if row else None

    @property
    def asked_again(self) -> bool:
        """Say whether a yes was set aside because date or place changed."""
        row = self.event.organiser_reply if self.event else None
        return bool(row and row.set_aside_at)

    @property
    def place(self) -> str | None:
        """Return where it is, once it may be shown."""
        return organiser_reply.place(self.event) if self.event else None

    @property
    def may_answer(self) -> bool:
        """Say whether the own answer can still be given or changed."""
        return self.event is not None and self.state is State.COMING and bool(organiser_reply.possible(self.event))

    @property
    def locks_at(self) -> datetime | None:
        """Return from when on a no stays one."""
        return organiser_reply.locks_at(self.event) if self.event else None

    def _line(self, friend: Friend, favour: Favour) -> Line:
        """Say how it stands with the last favour a friend was asked."""
        hosting = self.record.hostings.get(favour.id)
        if hosting is not None:
            held = [event for event in self.record.events if event.hosting_id == hosting.id]
            over = bool(held) and all(event.is_called_off or event.ends_at <= clock.now() for event in held)
            return Line(friend.name, _l("Hosted") if over else _l("Hosting"))
        if favour.waits:
            return Line(friend.name, _l("Not asked yet"))
        if favour.has_lapsed or favour.withdrawn_at:
            return Line(friend.name, _l("No host for now"))
        return Line(friend.name, _l("Asked"), None if favour.is_mailed else favour)


def is_tomorrow(moment: datetime, zone: str) -> bool:
    """Say whether a moment is on the next day where somebody lives."""
    return moment.astimezone(ZoneInfo(zone)).date() == clock.today(zone).date() + timedelta(days=1)


def look(record: Record) -> Outlook:
    """Look at a plan that goes on."""
    asks_from = asking.possible_from(record)
    anybody = bool(asking.ready(record)) or asking.may_name_another(record)
    state, until = _state(record, asks_from, anybody=anybody)
    return Outlook(
        state=state,
        until=until,
        asks_from=asks_from,
        may_ask=asks_from is None and anybody and state is not State.NIGHT,
        record=record,
        event=record.coming or _called_off(record),
        hosts=[hosting.first_name for hosting in _without_event(record)],
    )


def _state(record: Record, asks_from: datetime | None, *, anybody: bool) -> tuple[State, datetime | None]:
    """Return where a plan stands and until when there is nothing to do; what is nearest comes first."""
    found = _of_event(record) or _of_favours(record)
    if found:
        return found
    if _called_off(record):
        return State.CALLED_OFF, asks_from
    if asks_from:
        return State.RESTING, asks_from
    if not anybody:
        return State.EVERYBODY_ASKED, None
    asked = [favour for favour in record.favours if favour.went_out]
    if not asked:
        return State.FIRST, None
    return (State.AGAIN if asked[-1].id in record.hostings else State.NO_HOST), None


def _of_event(record: Record) -> tuple[State, datetime | None] | None:
    """Return where a plan stands by its events."""
    event = record.coming
    if event is not None:
        if event.id in record.choosing:
            return State.CHOOSING, None
        return (State.ON_NOW, event.ends_at) if event.has_begun else (State.COMING, event.starts_at)
    pause = asking.paused_until(record)
    if pause:
        return State.PAUSED, pause
    over = [each for each in record.held if clock.now() < each.shared_from]
    return (State.JUST_OVER, over[-1].shared_from) if over else None


def _of_favours(record: Record) -> tuple[State, datetime | None] | None:
    """Return where a plan stands by its favours."""
    if clock.now() < record.plan.settled_at:
        return State.SETTLING, record.plan.settled_at
    asked = record.open_favours
    night = [favour.goes_at for favour in asked if favour.waits]
    if night:
        return State.NIGHT, min(night)
    if _without_event(record):
        return State.HOST_FOUND, None
    return (State.ASKED, min(favour.lapses_at for favour in asked)) if asked else None


def _called_off(record: Record) -> Event | None:
    """Return an event that was called off, until the day it would have been."""
    off = [event for event in record.events if event.is_called_off and event.starts_at > clock.now()]
    return off[-1] if off else None


def _without_event(record: Record) -> list[Hosting]:
    """Return the hosts who said yes in the last weeks and have not published anything yet."""
    published = {event.hosting_id for event in record.events}
    since = clock.now() - timedelta(days=pace().gap_days)
    found = record.hostings.values()
    return [hosting for hosting in found if hosting.id not in published and hosting.accepted_at > since]
