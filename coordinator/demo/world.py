"""The cast in the middle of a plan, told from its beginning by the product's own verbs."""

from datetime import timedelta

import sqlalchemy as sa

from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.demo import moving
from coordinator.demo.earlier import Earlier
from coordinator.demo.telling import Deliver, Telling
from coordinator.events import inviting, organiser_reply, question
from coordinator.events.bring import BringItem
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer
from coordinator.events.kinds import Kind
from coordinator.history import marking
from coordinator.plans import plan as plans
from coordinator.plans import screening


def is_empty() -> bool:
    """Say whether nobody is there yet."""
    return db.session.scalar(sa.select(Account.id).limit(1)) is None


def fill(deliver: Deliver) -> None:
    """Tell an earlier plan to its end, and Sam's until now; `deliver` sends what is due in between."""
    Earlier(deliver).tell()
    _Story(deliver).tell()


class _Story(Telling):
    """Sam's days, each a method, in order."""

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
        self._weeks_go_by()
        self._on(-6, 11)
        self._anna_and_noor_are_asked()
        self._on(-5, 19)
        games = self._games_night()
        self._on(-3, 12)
        self._games_answers(games)
        moving.put(timedelta())
        self._pass()

    def _begin(self) -> None:
        """Let Sam start a plan."""
        self.sam = self._account("sam@posteo.example", "Sam Okafor", may_organise=True)
        screening.record(self.sam.id, screening.Outcome.CLEAR)
        self.plan = plans.start(self.sam, "Kim", self._month(-8))
        self._pass()

    def _tomasz_says_yes(self) -> None:
        """Ask the first favour; Tomasz hosts."""
        favour = self._ask(
            self.plan, "Tomasz", "tomasz@nowak.example", "You once said the weir was the best place in town."
        )
        self._pass()
        self._on(-97, 12)
        self.tomasz = self._host(favour, "tomasz@nowak.example", "Tomasz Nowak", organiser="Sam", other="Kim")

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

    def _weeks_go_by(self) -> None:
        """Let what is past its time be deleted, such as the account of an earlier organiser who never came back."""
        for day in (-48, -17):
            self._on(day, 12)
            self._pass()

    def _anna_and_noor_are_asked(self) -> None:
        """Ask two favours; Noor's is still open."""
        self.to_anna = self._ask(
            self.plan, "Anna", "anna.brandt@posteo.example", "No pressure at all. You do the best games nights."
        )
        self._ask(self.plan, "Noor", "noor@haddad.example", "Only if it sounds like fun to you.")
        self._pass()

    def _games_night(self) -> Event:
        """Let Anna say yes and publish a games night in ten days."""
        self.anna = self._host(self.to_anna, "anna.brandt@posteo.example", "Anna Brandt", organiser="Sam", other="Kim")
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
