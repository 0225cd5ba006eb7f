"""What is stored about a guest, line by line: the value, who put it there, who sees it, when it goes."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class What(enum.StrEnum):
    """Everything this site can know of a guest. There is no line for opens, places, devices or notes (R6)."""

    NAME = "name"
    ORGANISERS_NAME = "name_typed_by_organiser"
    ADDRESS = "address"
    BOUNCE = "mail_came_back"
    LANGUAGE = "language"
    ZONE = "zone"
    CALENDAR_WISH = "wants_calendar_mail"
    FEED = "calendar_address"
    INVITED = "invited"
    ANSWER = "answer"
    PARTY = "party"
    FOOD = "food"
    QUESTION = "own_question"
    BRINGS = "brings"
    DAY = "day_of_a_poll"
    WAITING = "on_the_waiting_list"
    OLD_ANSWER = "calendar_answered_for_the_old_date"
    PROPOSAL = "calendar_proposed_another_time"
    COMMENT = "comment_from_calendar"
    SAID_AS = "calendar_answered_as"
    CALENDAR_LETTER = "address_for_calendar"
    NOTE = "note_the_day_before"
    LETTER = "letter"
    STOP = "left_out"
    SUPPRESSED = "no_mail"
    READY = "fine_hearing_directly"


class Also(enum.StrEnum):
    """What was done with an invitation, each at a moment of its own."""

    LINK = "link_made"
    MAILED = "mailed"


class By(enum.StrEnum):
    """Who put something there."""

    YOU = "you"
    HOST = "host"
    ORGANISER = "organiser"
    SITE = "site"


class Seen(enum.StrEnum):
    """Who sees it beside the guest."""

    HOST = "host"
    ORGANISER = "organiser"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is stored. `host` is a first name, moments are aware and shown in `zone`, an IANA name."""

    what: What
    value: str
    by: By
    at: datetime | None
    seen: Seen
    gone_at: datetime | None
    host: str
    zone: str
    event: str = ""  # the title it belongs to
    asked: str = ""  # the host's own question
    also: tuple[tuple[Also, datetime], ...] = ()
    ends_with_plan: bool = False  # it goes when the plan ends, at `gone_at` at the latest

    def as_file(self) -> dict[str, Any]:
        """Return it for the download, moments in UTC."""
        return {
            "what": self.what.value,
            "event": self.event or None,
            "question": self.asked or None,
            "value": self.value,
            "put_there_by": self.host if self.by is By.HOST else self.by.value,
            "put_there_at": _said(self.at),
            "seen_by": {Seen.HOST: ["you", self.host], Seen.ORGANISER: ["you", self.host, "organiser"]}.get(
                self.seen, ["you"]
            ),
            **{what.value: _said(at) for what, at in self.also},
            "gone_at_the_latest": _said(self.gone_at),
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a host marked this guest; `shows_at` is from when the organiser sees the date, None if never."""

    event_id: str
    title: str
    starts_at: datetime
    zone: str
    host: str
    came: bool
    marked_at: datetime
    is_disputed: bool
    is_hidden: bool
    shows_at: datetime | None

    def as_file(self) -> dict[str, Any]:
        """Return it for the download, moments in UTC."""
        return {
            "event": self.title,
            "starts_at": _said(self.starts_at),
            "marked_by": self.host,
            "marked_at": _said(self.marked_at),
            "marked_as": "there" if self.came else "not there",
            "you_say_you_were_not_there": self.is_disputed,
            "hidden_from_organiser": self.is_hidden,
            "organiser_sees_it_from": _said(self.shows_at),
        }


@dataclass(frozen=True, slots=True)
class Stored:
    """All of it. `is_other` says that hiding means something: the organiser reads dates of this guest alone."""

    name: str
    host: str
    organiser: str
    zone: str
    is_other: bool
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    may_be_ready: bool
    is_ready: bool

    @property
    def has_address(self) -> bool:
        """Say whether there is an address to write to."""
        return any(line.what is What.ADDRESS for line in self.lines)

    @property
    def has_many_events(self) -> bool:
        """Say whether a line has to name the event it belongs to."""
        return len({line.event for line in self.lines if line.event}) > 1

    def as_file(self) -> dict[str, Any]:
        """Return all of it for the download."""
        return {
            "name": self.name,
            "stored": [line.as_file() for line in self.lines],
            "marked_at_events": [mark.as_file() for mark in self.marks],
        }


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
