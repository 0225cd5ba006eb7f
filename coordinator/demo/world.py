"""The cast in the middle of a plan, told from its beginning by the product's own verbs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.demo import moving
from coordinator.events import answering, inviting, organiser_reply, question
from coordinator.events.bring import BringItem
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation
from coordinator.events.kinds import Kind
from coordinator.history import marking
from coordinator.plans import answering as favours
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan

ZONE = "Europe/London"
Deliver = Callable[[], None]


def is_empty() -> bool:
    """Say whether nobody is there yet."""
    return db.session.scalar(sa.select(Account.id).limit(1)) is None


def fill(deliver: Deliver) -> None:
    """Tell the story so far, from a hundred days ago until now; `deliver` sends what is due in between."""
    _Story(deliver).tell()


class _Story:
    """The story's days, each a method, in order."""

    def __init__(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self.today = clock.machine_time()

    def tell(self) -> None:
        """Go through the days and end in the present."""
        self._on(-100, 11)
        self._begin()
        self._on(-98, 18)
        self._tomasz_says_yes()
        self._on(-90, 19)
        picnic = self._picnic()
        self._on(-62, 12)
        self._picnic_answers(picnic)
        self._on(-59, 10)
        self._picnic_marks(picnic)
        self._on(-6, 11)
        self._anna_and_noor_are_asked()
        self._on(-5, 19)
        games = self._games_night()
        self._on(-3, 12)
        self._games_answers(games)
        moving.put(timedelta())
        self._pass()

    def _begin(self) -> None:
        """Let Jo run the site and Sam start a plan."""
        self._account("jo@ground.example", "Jo Lindqvist", is_operator=True)
        self.sam = self._account("sam@posteo.example", "Sam Okafor", may_organise=True)
        screening.record(self.sam.id, screening.Outcome.CLEAR)
        self.plan = plans.start(self.sam, "Kim", self._month(-8))
        self._pass()

    def _tomasz_says_yes(self) -> None:
        """Ask the first favour; Tomasz hosts."""
        favour = self._ask("Tomasz", "tomasz@nowak.example", "You once said the weir was the best place in town.")
        self._pass()
        self._on(-97, 12)
        self.tomasz = self._host(favour, "tomasz@nowak.example", "Tomasz Nowak")

    def _picnic(self) -> Event:
        """Publish the first event and invite to it."""
        event = Event(
            hosting=self.tomasz,
            plan_id=self.plan.id,
            kind=Kind.PICNIC,
            title="Picnic by the weir",
            note="Blankets and lemonade are there. Bring what you like, come and go as you like.",
            **self._from(-61, 12, 3),
            place="The weir, by the wooden bridge",
            address="Conham River Park, Bristol",
            capacity=12,
            party_most=3,
        )
        return self._publish(event, ["Anna", "Priya", "Lotte", "Grace"])

    def _picnic_answers(self, event: Event) -> None:
        """Let guests answer, and Sam come."""
        for name in ("Kim", "Anna", "Priya", "Lotte"):
            self._say(event, name, Answer.YES)
        self._say(event, "Grace", Answer.NO)
        self._pass()

    def _picnic_marks(self, event: Event) -> None:
        """Let Tomasz mark who came, the morning after."""
        for guest in self.tomasz.guests:
            if guest.name in {"Sam", "Kim", "Anna", "Priya"}:
                marking.mark(event, guest, came=True)
        self._pass()

    def _anna_and_noor_are_asked(self) -> None:
        """Ask two favours; Noor's is still open."""
        self.to_anna = self._ask(
            "Anna", "anna.brandt@posteo.example", "No pressure at all. You do the best games nights."
        )
        self._ask("Noor", "noor@haddad.example", "Only if it sounds like fun to you.")
        self._pass()

    def _games_night(self) -> Event:
        """Let Anna say yes and publish a games night in ten days."""
        self.anna = self._host(self.to_anna, "anna.brandt@posteo.example", "Anna Brandt")
        event = Event(
            hosting=self.anna,
            plan_id=self.plan.id,
            kind=Kind.GAMES,
            title="Board games at the Tannery",
            note="I’ve booked the long table. Come for one game or stay for four, the soup is good and the rules are "
            "short.",
            **self._from(10, 18, 3),
            place="The Tannery Café, back room",
            address="14 Market Row, Bristol BS1 4QA",
            capacity=10,
            party_most=3,
        )
        event.items = [BringItem(name=name) for name in ("A game for six or more", "Lemonade", "Paper and pencils")]
        db.session.add(event)
        db.session.flush()
        question.ask(event, [], food=True)
        names = ["Priya", "Tomasz", "Joséphine-Marguerite de Montmorency", "عبد الرحمن", "Lotte", "Mehmet", "Grace"]
        return self._publish(event, names)

    def _games_answers(self, event: Event) -> None:
        """Let answers come in, mixed as they are."""
        db.session.refresh(event)
        lemonade = next(item for item in event.items if item.name == "Lemonade")
        self._say(event, "Kim", Answer.YES, food="No nuts, please", item_id=lemonade.id)
        self._say(event, "Priya", Answer.YES, party=2, food="Vegetarian")
        self._say(event, "Tomasz", Answer.YES, item_id=event.items[0].id)
        self._say(event, "Joséphine", Answer.UNDECIDED)
        self._say(event, "عبد", Answer.NO)
        organiser_reply.reply(event, Answer.YES)
        self._pass()

    def _publish(self, event: Event, names: list[str]) -> Event:
        """Publish an event, write down guests, make a link for each, mail those with an address."""
        db.session.add(event)
        event.publish()
        known = {guest.name for guest in event.hosting.guests}
        for name in [name for name in names if name not in known]:
            event.hosting.guests.append(Guest(name=name))
        db.session.flush()
        self._addresses(event.hosting)
        for invitation in [inviting.invite(event, guest) for guest in event.hosting.guests]:
            if invitation.guest.address:
                inviting.mail(invitation)
            elif invitation.guest.role is not Role.ORGANISER and invitation.guest.name != "Grace":
                inviting.make_link(invitation)  # which Anna sent her own way; Grace’s is still to be made
        self._pass()
        return event

    def _addresses(self, hosting: Hosting) -> None:
        """Give Kim and Priya an address, and let Lotte read German."""
        for guest in hosting.guests:
            if guest.name in {"Kim", "Priya"}:
                guest.reach_at(f"{guest.name.lower()}@posteo.example")
            if guest.name == "Lotte":
                guest.language = "de"

    def _ask(self, name: str, address: str, line: str) -> Favour:
        friend = Friend(plan=db.session.get_one(Plan, self.plan.id), name=name)
        friend.reach_at(address)
        db.session.add(friend)
        db.session.flush()
        return asking.ask(friend.plan, friend, line=line, by_mail=True)

    def _host(self, favour: Favour, email: str, name: str) -> Hosting:
        account = favours.host_account(email, name, language="en", zone=ZONE)
        account.verified_at = clock.now()
        hosting = favours.accept(favour, account, name=name, organiser_name="Sam", other_name="Kim")
        hosting.confirm_address()
        self._pass()
        return hosting

    def _say(self, event: Event, name: str, answer: Answer, **more: object) -> None:
        of_event = sa.select(Invitation).join(Invitation.guest).where(Invitation.event_id == event.id)
        invitation = db.session.scalars(of_event.where(Guest.name.startswith(name))).one()
        answering.reply(invitation, answer, **more)  # type: ignore[arg-type]
        db.session.commit()

    def _account(self, email: str, name: str, **may: bool) -> Account:
        account = Account(email=email, name=name, zone=ZONE, verified_at=clock.now(), **may)
        db.session.add(account)
        db.session.flush()
        return account

    def _on(self, days: int, hour: int) -> None:
        """Go to an hour of a day, counted from today, in Sam's zone."""
        moving.put(self._moment(days, hour) - clock.machine_time())

    def _pass(self) -> None:
        db.session.commit()
        self.deliver()

    def _moment(self, days: int, hour: int) -> datetime:
        local = (self.today + timedelta(days=days)).astimezone(ZoneInfo(ZONE))
        return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)

    def _from(self, days: int, hour: int, hours: int) -> dict[str, object]:
        starts = self._moment(days, hour)
        return {"starts_at": starts, "ends_at": starts + timedelta(hours=hours), "zone": ZONE}

    def _month(self, months: int) -> date:
        first = self.today.date().replace(day=1)
        month = first.month - 1 + months
        return first.replace(year=first.year + month // 12, month=month % 12 + 1)
