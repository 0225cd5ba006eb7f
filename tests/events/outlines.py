"""Outlines of events, as a host would fill the form in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from coordinator.database import db
from coordinator.events import book, inviting, planning
from coordinator.events.event import Event
from coordinator.events.invitation import Invitation
from coordinator.events.kinds import Kind, Sort
from coordinator.events.outline import Outline, Span
from tests.cast import Cast

OCTOBER = datetime(2026, 10, 3, 17, 30, tzinfo=UTC)  # a Saturday, 18:30 in London
OTHERS = ("Priya", "Tomasz", "Lotte", "Grace")


def span(starts: datetime = OCTOBER, hours: int = 3) -> Span:
    """Return an evening."""
    return Span(starts, starts + timedelta(hours=hours))


def outline(**changes: Any) -> Outline:
    """Return Anna's games night, or another one."""
    games = Outline(
        kind=Kind.GAMES,
        title="Board games at the Tannery",
        note="Come for one game or stay for four.",
        spans=(span(),),
        zone="Europe/London",
        place="The Tannery Café, back room",
        address="14 Market Row, Bristol BS1 4QA",
        sort=Sort.PUBLIC,
        capacity=10,
        party_most=2,
    )
    return replace(games, **changes)


def published(cast: Cast, **changes: Any) -> Event:
    """Publish an outline with Kim and four others on the list, each with a link."""
    event = planning.publish(cast.hosting, outline(**changes))
    for guest in [cast.kim, *book.write_down(cast.hosting, OTHERS)]:
        inviting.invite(event, guest)
    db.session.commit()
    for each in event.invitations[1:]:
        inviting.make_link(each)
    db.session.commit()
    return event


def invited(event: Event, name: str) -> Invitation:
    """Return somebody's invitation."""
    return next(each for each in event.invitations if each.guest.name == name)
