"""The low-pressure check: what tends to make an evening light for a mixed group, said while the host fills in the form.

It lists reasons and never a total. A ring is not known yet, a tick is fine, a diamond asks for another look. Only a
group too small, an evening without an end and the organiser's own home keep an event from being published; notice and
the order of the times are refused by the form itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from coordinator.events.kinds import Kind, Sort

LONGEST = timedelta(hours=4)
OVER_BY = time(23)
MORNING = 6  # an evening that begins earlier on the clock belongs to the night before
PEOPLE, LEAD_DAYS, HORIZON_DAYS = 6, 7, 90  # what pacing says by default
WEEK, FORTNIGHT, THREE_WEEKS = 7, 14, 21  # days

GAMES = {Kind.GAMES, Kind.QUIZ, Kind.BOWLING}
SIGHTS = {Kind.WALK, Kind.MUSEUM, Kind.CONCERT, Kind.FILM}
LEAVING = {
    Kind.FILM: _l("A film keeps people in their seats. Say that going in between is fine."),
    Kind.WALK: _l("A walk takes people along. Say where they can turn back."),
    Kind.QUIZ: _l("A team waits for its people. Say that going between rounds is fine."),
    Kind.BOWLING: _l("A team waits for its people. Say that going between rounds is fine."),
}
# Whole words only, English and German; a word missed costs nothing, as this is only advice.
DRINKS = re.compile(
    r"\b(beers?|wines?|pubs?|pints?|cocktails?|whisk(e)?y|vodka|gin|prosecco|champagne|booze|boozy|happy hour|brewery"
    r"|biere?|biergarten|bierabend|feierabendbier|freibier|(glüh|rot|weiß)?weine?|wein(abend|probe|stube|fest)"
    r"|sekt|schnaps|kneipe(ntour)?|brauerei)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Draft:
    """What a host has filled in so far; moments are aware, `zone` is an IANA name, numbers count people or days."""

    now: datetime
    zone: str
    kind: Kind | None = None
    title: str = ""
    note: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    sort_of_place: Sort | None = None
    capacity: int | None = None
    invited: int = 0  # with the organiser and the other person; 0 while there is no guest list
    people: int = PEOPLE
    lead_days: int = LEAD_DAYS
    horizon_days: int = HORIZON_DAYS

    @property
    def first_day(self) -> date:
        """Return the first local day that leaves people enough time to say no in peace."""
        return self.now.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=self.lead_days)

    @property
    def last_day(self) -> date:
        """Return the last local day that is not too far ahead."""
        return self.now.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=self.horizon_days)


@dataclass(frozen=True)
class Finding:
    """One line of the check: a word with its reason, and whether it keeps the event from being published."""

    key: str
    state: Literal["ok", "look", "empty"]
    word: LazyString
    why: LazyString
    blocks: bool = False


def look_at(draft: Draft) -> list[Finding]:
    """Return what there is to say about a draft, the most important first."""
    return [
        _people(draft),
        _place(draft),
        _end(draft),
        *_hours(draft),
        *_leaving(draft),
        *_something_to_do(draft),
        *_alcohol(draft),
        _notice(draft),
    ]


def _people(draft: Draft) -> Finding:
    word = _l("Six people or more") if draft.people == PEOPLE else _l("%(count)s people or more", count=draft.people)
    if draft.capacity is None:
        return Finding("people", "empty", word, _l("So nobody has to carry the talk."), blocks=True)
    if draft.capacity < draft.people:
        return Finding("people", "look", word, _l("In a bigger group nobody has to carry the talk."), blocks=True)
    if 0 < draft.invited < draft.people:
        return Finding("people", "look", word, _l("With a few more guests nobody has to carry the talk."))
    return Finding("people", "ok", word, _l("%(places)s places. Nobody has to carry the talk.", places=draft.capacity))


def _place(draft: Draft) -> Finding:
    come_and_go = _l("People can come late and leave when they like.")
    match draft.sort_of_place:
        case None:
            return Finding("place", "empty", _l("A public place"), come_and_go)
        case Sort.PUBLIC:
            return Finding("place", "ok", _l("A public place"), come_and_go)
        case Sort.HOME:
            easier = _l("A café or a park is easier on everyone. People can come late and leave when they like.")
            return Finding("place", "look", _l("Someone’s home"), easier)
        case Sort.ORGANISERS_HOME:
            neutral = _l("It can’t be at the home of the person who asked you. A café or a park belongs to nobody.")
            return Finding("place", "look", _l("Neutral ground"), neutral, blocks=True)


def _end(draft: Draft) -> Finding:
    word = _l("It ends by itself")
    if draft.ends is None:
        why = _l("Give it an end, so nobody has to find a reason to go.")
        return Finding("end", "empty", word, why, blocks=True)
    if draft.starts and draft.ends <= draft.starts:
        return Finding("end", "look", _l("It ends before it starts"), _l("Look at the two times again."))
    at = f"{draft.ends.astimezone(ZoneInfo(draft.zone)):%H:%M}"
    return Finding("end", "ok", word, _l("At %(time)s, so nobody has to find a reason to go.", time=at))


def _hours(draft: Draft) -> Iterator[Finding]:
    """Speak only of an evening that is long or late."""
    if not draft.starts or not draft.ends or draft.ends <= draft.starts:
        return
    if draft.ends.astimezone(UTC) - draft.starts.astimezone(UTC) > LONGEST:  # in UTC, as clocks may change meanwhile
        yield Finding("length", "look", _l("Longer than four hours"), _l("Short is light. People go while it’s good."))
    if _ends_late(draft.starts.astimezone(ZoneInfo(draft.zone)), draft.ends):
        yield Finding("late", "look", _l("Later than 23:00"), _l("An earlier end lets everyone catch a bus home."))


def _ends_late(starts: datetime, ends: datetime) -> bool:
    """Say whether an event is still on at eleven in the evening of its own local day."""
    return starts.hour < MORNING or ends > datetime.combine(starts.date(), OVER_BY, starts.tzinfo)


def _leaving(draft: Draft) -> Iterator[Finding]:
    """Speak only of kinds that hold on to people; elsewhere the place says it."""
    if draft.kind in LEAVING:
        yield Finding("leaving", "look", _l("Easy to leave early"), LEAVING[draft.kind])


def _something_to_do(draft: Draft) -> Iterator[Finding]:
    word = _l("Something to do")
    if draft.kind in GAMES:
        yield Finding("doing", "ok", word, _l("A game gives hands and eyes a job."))
    elif draft.kind in SIGHTS:
        yield Finding("doing", "ok", word, _l("There is something to look at and to talk about."))
    elif draft.kind is Kind.OTHER:
        yield Finding("doing", "empty", word, _l("A game, or work to share, gives hands and eyes a job."))
    elif draft.kind:
        yield Finding("doing", "ok", word, _l("Sharing the work gives hands a job."))


def _alcohol(draft: Draft) -> Iterator[Finding]:
    if DRINKS.search(f"{draft.title}\n{draft.note}"):
        why = _l("Your words mention it. Not everyone drinks, and an evening is lighter when nobody needs to.")
        yield Finding("alcohol", "look", _l("Built on alcohol?"), why)
    elif draft.kind:
        yield Finding("alcohol", "ok", _l("No alcohol needed"), _l("That’s fine for everyone."))


def _notice(draft: Draft) -> Finding:
    if draft.starts is None:
        word = _l("A week’s notice") if draft.lead_days == WEEK else _l("%(days)s days’ notice", days=draft.lead_days)
        return Finding("notice", "empty", word, _l("Time to say no in peace."))
    day = draft.starts.astimezone(ZoneInfo(draft.zone)).date()
    if day < draft.first_day:
        return Finding("notice", "look", _l("Too soon"), _wait(draft))
    if day > draft.last_day:
        why = _l("Few people know their days so far ahead. %(day)s or earlier is fine.", day=written(draft.last_day))
        return Finding("notice", "look", _l("Too far ahead"), why)
    ahead = (day - draft.first_day).days + draft.lead_days
    return Finding("notice", "ok", _ahead(ahead), _l("Time to say no in peace."))


def _wait(draft: Draft) -> LazyString:
    """Return why there has to be more time, with the first day that is fine."""
    first = written(draft.first_day)
    if draft.lead_days == WEEK:
        return _l("People need at least a week to say no in peace. %(day)s or later is fine.", day=first)
    return _l(
        "People need at least %(days)s days to say no in peace. %(day)s or later is fine.",
        days=draft.lead_days,
        day=first,
    )


def _ahead(days: int) -> LazyString:
    """Return in words how long before its day an event is announced."""
    if days >= THREE_WEEKS:
        return _l("Plenty of notice")
    if days >= FORTNIGHT:
        return _l("Two weeks’ notice")
    return _l("A week’s notice") if days >= WEEK else _l("Enough notice")


def written(day: date) -> LazyString:
    """Return a day as its reader writes it, like 29 November; the year goes without saying within the horizon."""
    return LazyString(lambda: format_skeleton("MMMMd", day, locale=_reader()))


def _reader() -> str:
    """Return the reader's language; its English has the day before the month."""
    found = get_locale()
    return "en_GB" if found is None or found.language == "en" else str(found)
