"""The board's words: where somebody stands, and what to paste into a chat."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from coordinator.consent.ending import closing
from coordinator.directions import said as _
from coordinator.events import disclosure
from coordinator.events.board import Board, Line, Standing
from coordinator.events.event import Event
from coordinator.events.invitation import Answer, Invitation
from coordinator.instance import settings
from coordinator.languages import LANGUAGES
from coordinator.web import page

WORDS = {  # a shape and always a word
    Standing.COMING: ("yes", _l("Coming")),
    Standing.WAITING: ("half", _l("On the waiting list")),
    Standing.OFFERED: ("half", _l("Offered a place")),
    Standing.UNDECIDED: ("half", _l("Rather not say yet")),
    Standing.NO: ("no", _l("Can’t")),
    Standing.ASKED_AGAIN: ("empty", _l("Asked again")),
    Standing.CHOSE_DAYS: ("half", _l("Said which days")),
    Standing.RETURNED: ("look", _l("Mail came back")),
    Standing.INVITED: ("empty", _l("Invited")),
    Standing.NEW: ("empty", _l("New")),
    Standing.LEFT_OUT: ("no", _l("Told not to come")),
}


@dataclass(frozen=True)
class Parcel:
    """A link that was made just now, and words around it in the guest's own language."""

    link: str
    text: str


@dataclass(frozen=True)
class News:
    """What is new, in one language, and who reads it in that."""

    language: str
    names: list[str]
    text: str


def parcel(invitation: Invitation, link: str) -> Parcel:
    """Wrap a new link in words to paste; the disclosure is part of them (R2)."""
    with force_locale(invitation.guest.reads):
        return Parcel(link, f"{_text(invitation)}\n{link}")


def offer(invitation: Invitation) -> str:
    """Say that a place is free, to a guest whom no letter reaches."""
    event, until = invitation.event, invitation.offered_until
    with force_locale(invitation.guest.reads):
        room = _("There’s room for you at %(title)s", title=event.title)
        return f"{room}. {_('A place came free. It is kept for you until %(moment)s.', moment=_moment(event, until))}"


def news(board: Board) -> list[News]:
    """Say what is new to those who would get a letter about it and whom no letter reaches, in each one's language."""
    told = [line.guest for line in board.lines if _is_news_to(line, board)]
    found = []
    for code, _name, _direction in LANGUAGES:
        if names := [guest.name for guest in told if guest.reads == code]:
            with force_locale(code):
                found.append(News(code, names, _news(board.event)))
    return found


def _is_news_to(line: Line, board: Board) -> bool:
    """Say whether somebody would get a letter about what changed, has not answered since, and gets none."""
    event = board.event
    if line.is_organiser or line.wants_out or not line.invitation.linked_at or event.has_begun:
        return False
    if settings().mails and line.guest.address:
        return False
    if event.is_called_off:
        return line.standing is not Standing.NO  # who said no hears nothing more (R5)
    picked = event.day_was_picked and line.standing is Standing.INVITED
    return picked or line.standing is Standing.ASKED_AGAIN


def _news(event: Event) -> str:
    """Say what became of an event, as the letter does."""
    if event.is_called_off:
        when = page.date(event.starts_at, event.zone)
        return _(
            "“%(title)s” on %(day)s isn’t happening. There is nothing you need to do.", title=event.title, day=when
        )
    said = {"title": event.title, "place": event.place, "when": _moment(event, event.starts_at)}
    if event.day_was_picked:
        return _("“%(title)s” is on %(when)s, at %(place)s. Your own link asks whether you’d like to come.", **said)
    return _("“%(title)s” is on %(when)s now, at %(place)s. Your own link shows it and asks you once more.", **said)


def _moment(event: Event, value: datetime | None) -> str:
    return page.moment(value, event.zone) if value else ""


def _text(invitation: Invitation) -> str:
    """Say what, where, when and who is behind it, in the reader's language."""
    event = invitation.event
    said = {
        "guest": invitation.guest.name,
        "title": event.title,
        "place": event.place,
        "when": page.moment(event.starts_at, event.zone),
    }
    if event.day_is_open:
        words = _("Hi %(guest)s, I’m looking for a day for “%(title)s” at %(place)s.", **said)
    else:
        words = _("Hi %(guest)s, I’m having “%(title)s” at %(place)s on %(when)s.", **said)
    return " ".join([words, _disclosure(invitation), _("This link is just for you:")])


def _disclosure(invitation: Invitation) -> str:
    """Say who suggested it; once it is known that the plan is over, also that he isn't coming."""
    name = invitation.event.hosting.organiser_name
    if closing(invitation.event.plan_id) is None:
        return disclosure.who(name)
    return f"{disclosure.who(name)} {disclosure.state(name, Answer.NO)}"
