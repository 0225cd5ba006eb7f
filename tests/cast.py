"""The cast, each made when first asked for, by the verbs of the product itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, wraps
from typing import TypeVar

import sqlalchemy as sa
import time_machine

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import answering, inviting, news, organiser_reply, question
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation
from coordinator.events.kinds import Kind
from coordinator.history import marking
from coordinator.history.shared import SharedEvent
from coordinator.plans import answering as favours
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan
from tests import bookmark

Made = TypeVar("Made")


def made(make: Callable[["Cast"], Made]) -> cached_property[Made]:
    """Make somebody or something once, and commit once for all that is made on the way."""

    @wraps(make)
    def keep(cast: "Cast") -> Made:
        cast.deep += 1
        it = make(cast)
        cast.deep -= 1
        (db.session.flush if cast.deep else db.session.commit)()
        return it

    return cached_property(keep)


def chapter(make: Callable[["Cast"], Made]) -> cached_property[Made]:
    """Tell a chapter of the story, or open the book where it ends (tests/bookmark.py)."""
    name = make.__name__

    @wraps(make)
    def tell(cast: "Cast") -> Made:
        beginning = bookmark.at_the_beginning() if type(cast) is Cast else None
        moment = bookmark.open_after((name, beginning)) if beginning else None
        if moment is None:
            it = made(make).func(cast)
            if beginning:
                bookmark.keep((name, beginning))
            return it
        cast.clock.move_to(moment)
        cast.come_in()
        return vars(cast).get(name) or vars(cast)["event"]  # its middle is the event, answered

    return cached_property(tell)


class Cast:
    """Sam organises, Anna and Noor are friends, Kim is the other person, Zed a stranger."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        """Share the test's clock: the story takes its days."""
        self.clock = clock
        self.deep = 0  # how many things are being made, each on the way to another

    @made
    def jo(self) -> Account:
        """Return the operator."""
        return self._account("jo@ground.example", "Jo Lindqvist", is_operator=True)

    @made
    def sam(self) -> Account:
        """Return the organiser."""
        return self._account("sam@posteo.example", "Sam Okafor", may_organise=True)

    @made
    def plan(self) -> Plan:
        """Return Sam's plan, a day old, so that a favour can be asked."""
        screening.record(self.sam.id, screening.Outcome.CLEAR)
        plan = plans.start(self.sam, "Kim", date(2026, 2, 1))
        self.clock.shift(timedelta(hours=24))
        return plan

    def friend(self, name: str = "Anna", address: str | None = "anna.brandt@posteo.example") -> Friend:
        """Return a friend in Sam's plan."""
        friend = Friend(plan=self.plan, name=name)
        friend.reach_at(address)
        db.session.add(friend)
        (db.session.flush if self.deep else db.session.commit)()
        return friend

    @made
    def favour(self) -> Favour:
        """Return the favour Sam asked Anna."""
        return asking.ask(self.plan, self.friend(), line="You do the best games nights.", by_mail=True)

    @made
    def noors_favour(self) -> Favour:
        """Return the favour Sam asked Noor on the same day, not answered yet; ask for it before the event."""
        return asking.ask(
            self.plan,
            self.friend("Noor", "noor@haddad.example"),
            line="Only if it sounds like fun to you.",
            by_mail=True,
        )

    @made
    def anna(self) -> Account:
        """Return Anna's account, her address proved."""
        return self._account("anna.brandt@posteo.example", "Anna Brandt")

    @chapter
    def hosting(self) -> Hosting:
        """Return what Anna said yes to."""
        hosting = favours.accept(
            self.favour,
            self.anna,
            name="Anna Brandt",
            organiser_name="Sam",
            other_name="Kim",
        )
        hosting.confirm_address()
        return hosting

    @chapter
    def event(self) -> Event:
        """Return Anna's games night, published, three weeks ahead, with six guests on the list and no answer yet."""
        starts = datetime(2026, 10, 3, 17, 30, tzinfo=UTC)
        event = Event(
            hosting=self.hosting,
            plan_id=self.hosting.plan_id,
            kind=Kind.GAMES,
            title="Board games at the Tannery",
            note="I’ve booked the long table. Come for one game or stay for four.",
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            zone="Europe/London",
            place="The Tannery Café, back room",
            address="14 Market Row, Bristol BS1 4QA",
            capacity=10,
            party_most=2,
        )
        db.session.add(event)
        event.publish()
        for guest in self.guests:
            inviting.invite(event, guest)
        return event

    @chapter
    def middle(self) -> Event:
        """Return the event when it is three weeks away: a favour open, mixed answers, Sam coming."""
        assert self.noors_favour
        event = self.event
        event.hosting.checked_at = None  # signing in through a letter will set it
        question.ask(event, ["Which game would you bring?"], food=True)
        self.says("Kim", Answer.YES, food="No nuts, please")
        self.says("Priya", Answer.NO)
        organiser_reply.reply(event, Answer.YES)
        self.clock.shift(timedelta(minutes=5))
        return event

    @made
    def guests(self) -> list[Guest]:
        """Return Anna's guest book: Sam, Kim and four others, two of them with an address."""
        book = self.hosting.guests
        for name in ("Priya", "Tomasz", "Lotte", "Joséphine-Marguerite de Montmorency"):
            book.append(Guest(name=name))
        book[2].reach_at("priya@raman.example")
        self.kim.reach_at("kim@posteo.example")
        return book

    @made
    def kim(self) -> Guest:
        """Return Kim's line in Anna's guest book."""
        return next(guest for guest in self.hosting.guests if guest.role is Role.OTHER)

    def come_in(self) -> None:
        """Meet everybody and everything that a chapter has brought into the story."""
        me = vars(self)
        me["plan"], me["hosting"] = (
            db.session.scalars(sa.select(Plan)).one(),
            db.session.scalars(sa.select(Hosting)).one(),
        )
        me["sam"], me["anna"] = self.plan.organiser, db.session.get_one(Account, self.hosting.account_id)
        for favour in db.session.scalars(sa.select(Favour)):
            me["favour" if favour.friend.name == "Anna" else "noors_favour"] = favour
        event = db.session.scalar(sa.select(Event))
        if event is not None:
            me["event"], me["guests"] = event, self.hosting.guests

    def invitation(self, name: str = "Kim") -> Invitation:
        """Return the invitation of somebody in the guest book."""
        return next(each for each in self.event.invitations if each.guest.name.startswith(name))

    def says(self, name: str, answer: Answer, **more: object) -> None:
        """Let a guest answer."""
        answering.reply(self.invitation(name), answer, **more)  # type: ignore[arg-type]
        db.session.commit()

    def moves(self, by: timedelta, **where: str) -> None:
        """Let Anna move the event by some time, and to another place or address where they are given."""
        event = self.event
        where = {"place": event.place, "address": event.address} | where
        starts, ends = event.starts_at + by, event.ends_at + by
        news.move(event, starts_at=starts, ends_at=ends, zone=event.zone, sort=event.sort, **where)
        db.session.commit()

    def takes_place(self, *came: str) -> None:
        """Go to the morning after the event and let Anna mark who came, and nobody else."""
        self.clock.move_to(self.event.ends_at + timedelta(hours=14))
        for name in came:
            marking.mark(self.event, self.invitation(name).guest, came=True)
        db.session.commit()

    def is_shared(self) -> None:
        """Let Sam and Kim both be there, and the hold pass."""
        self.takes_place("Sam", "Kim")
        self.clock.move_to(self.event.shared_from)

    def is_shared_a_third_time(self) -> None:
        """Let Sam and Kim be at Anna's event as the third they were both at."""
        self.is_shared()
        for number, title in enumerate(("A walk along the weir", "Museum, the small one"), start=1):
            before = timedelta(days=40 * number)
            earlier = Event(
                hosting=self.hosting, plan_id=self.plan.id, kind=Kind.WALK, title=title, place="The weir", capacity=8,
                starts_at=self.event.starts_at - before, ends_at=self.event.ends_at - before, zone="Europe/London",
            )  # fmt: skip
            earlier.published_at = self.plan.created_at
            db.session.add(earlier)
            db.session.flush()
            db.session.add(SharedEvent(plan_id=self.plan.id, event_id=earlier.id, shows_at=earlier.shared_from))
        db.session.commit()

    def link(self, name: str = "Kim") -> str:
        """Return the path of a guest's personal link."""
        address = inviting.make_link(self.invitation(name))
        db.session.commit()
        return address.removeprefix("http://localhost")

    def _account(self, email: str, name: str, **may: bool) -> Account:
        account = Account(email=email, name=name, zone="Europe/London", **may)
        db.session.add(account)
        return account
