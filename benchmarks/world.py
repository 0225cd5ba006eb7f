"""A throw-away instance to measure on: one invitation with everything on it, and guests with long calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from coordinator import clock, create_app
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import answering, book, inviting, planning
from coordinator.events.event import Event
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation, Reply
from coordinator.events.kinds import Kind, Sort
from coordinator.events.outline import Outline, Span
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import answering as favours
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Friend
from coordinator.settings import from_environment

ZONE = "Europe/London"
GUESTS = ["Priya", "Tomasz", "Lotte", "Mehmet", "Grace", "Ada", "Joséphine-Marguerite de Montmorency", "عبد الرحمن"]
FEEDS = (100, 1000, 10_000)  # events


@dataclass(frozen=True)
class World:
    """The ways in, as paths."""

    invitations: list[str]  # a personal link for each guest
    feeds: dict[int, str]  # a calendar address by its number of events


def environment(instance: Path) -> dict[str, str]:
    """Return the variables under which product and bare view serve this instance."""
    return {
        "COORDINATOR_INSTANCE": str(instance),
        "COORDINATOR_OPERATOR_NAME": "Jo Lindqvist",
        "COORDINATOR_OPERATOR_CONTACT": "jo@ground.example",
        "COORDINATOR_PUBLIC_BASE_URL": "http://127.0.0.1:5000",
        "COORDINATOR_SMTP_HOST": "127.0.0.1",  # letters are owed, as for real; nobody delivers them here
    }


def fill(instance: Path, variables: dict[str, str] | None = None, feeds: Sequence[int] = FEEDS) -> World:
    """Make the instance and tell it a short story, from ten days ago until now."""
    app = create_app(from_environment(variables or environment(instance)))
    past = timedelta(days=-10)
    clock.shift_by(app, lambda: past)
    with app.app_context():
        db.create_all()
        hosting = _hosting()
        past = timedelta()
        event = planning.publish(hosting, _outline())
        invitations = [inviting.invite(event, guest) for guest in [*hosting.guests, *book.write_down(hosting, GUESTS)]]
        for invitation, answer in zip(invitations[2:], [Answer.YES, Answer.NO, Answer.UNDECIDED], strict=False):
            answering.reply(invitation, answer)
        links = [_path(inviting.make_link(invitation)) for invitation in invitations[1:9]]
        calendars = {count: _feed(hosting, count) for count in feeds}
        db.session.commit()
        db.engine.dispose()
    return World(links, calendars)


def _hosting() -> Hosting:
    """Let Sam start a plan and ask Anna, who says yes."""
    sam = Account(email="sam@posteo.example", name="Sam Okafor", zone=ZONE, may_organise=True)
    anna = Account(email="anna.brandt@posteo.example", name="Anna Brandt", zone=ZONE)
    db.session.add_all([sam, anna])
    db.session.flush()
    screening.record(sam.id, screening.Outcome.CLEAR)
    plan = plans.start(sam, "Kim", date(2020, 1, 1))
    plan.created_at -= timedelta(days=2)
    friend = Friend(plan=plan, name="Anna")
    friend.reach_at(anna.email)
    db.session.add(friend)
    favour = asking.ask(plan, friend, line="You do the best games nights.", by_mail=True)
    favour.goes_at = clock.now()
    hosting = favours.accept(favour, anna, name=anna.name, organiser_name="Sam", other_name="Kim")
    hosting.confirm_address()
    db.session.commit()
    return hosting


def _outline() -> Outline:
    """Return an event with all that an invitation can show."""
    return Outline(
        kind=Kind.GAMES,
        title="Board games at the Tannery",
        note="I’ve booked the long table. Come for one game or stay for four, the soup is good.",
        spans=(_evening(20),),
        zone=ZONE,
        place="The Tannery Café, back room",
        address="14 Market Row, Bristol BS1 4QA",
        sort=Sort.PUBLIC,
        capacity=12,
        party_most=3,
        questions=("Which game do you like?", "Do you need a lift?"),
        items=("A game for six or more", "Lemonade", "Paper and pencils"),
    )


def _evening(days: int) -> Span:
    starts = datetime.now(UTC).replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=days)
    return Span(starts, starts + timedelta(hours=3))


def _feed(hosting: Hosting, count: int) -> str:
    """Give one guest a calendar of that many events, which no pace would let a host plan, and return its path."""
    [guest] = book.write_down(hosting, [f"Guest of {count}"])
    now = clock.now()
    for number in range(count):
        span = _evening(30 + number)
        event = Event(
            hosting=hosting, plan_id=hosting.plan_id, kind=Kind.WALK, title=f"Evening {number}", starts_at=span.starts,
            ends_at=span.ends, zone=ZONE, place="The Tannery Café", capacity=12, published_at=now,
            note="Come for one game or stay for four, the soup is good and the rules are short.",
        )  # fmt: skip
        invitation = Invitation(event=event, guest=guest, reply=Reply(answer=Answer.YES))
        db.session.add(invitation)
    db.session.flush()
    return _path(link.address(link.mint(Purpose.CALENDAR, guest.id)))


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]
