"""Worlds that differ only in what the organiser must never learn, told to the same clock and the same chance (R3).

A `Public` script is what Sam and Anna do for all to see. A `Secret` one is what Kim, Noor and other guests do, and what
Anna does that is nobody's business but hers and her guests'. `Telling.tell` tells both together and returns every byte
that Sam gets: pages, files, headers, cookies, letters, and what is behind the links he handed on.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.consent import stop
from coordinator.database import db
from coordinator.errors import Refused
from coordinator.events import by_calendar, inviting, news, organiser_reply
from coordinator.events.by_calendar import Heard
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.invitation import Answer, Invitation
from coordinator.events.kinds import Kind
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from coordinator.links import link
from coordinator.links.link import Purpose
from coordinator.plans import answering as favours
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, FavourSays, Friend
from tests.again import everybody_signs_in_again
from tests.promises.chance import Chance
from tests.promises.crawl import Seen, Visitor, look
from tests.promises.people import organisers_values
from tests.promises.postbox import Postbox

SAMS = "sam@posteo.example"
OTHERS = ("Priya", "Tomasz", "Lotte", "Grace")
MADE = datetime(2026, 9, 7, 11, tzinfo=UTC)
ASKED = MADE + timedelta(days=1)
STARTS = datetime(2026, 10, 3, 17, 30, tzinfo=UTC)
# When Sam looks: while it is open, on both sides of day seven, of the place and the closing before it, and of the hold.
LOOKS = (
    ASKED + timedelta(days=3),
    ASKED + timedelta(days=7, minutes=-1),
    ASKED + timedelta(days=7, minutes=1),
    datetime(2026, 9, 25, 12, tzinfo=UTC),
    STARTS - timedelta(hours=48, minutes=2),
    STARTS - timedelta(hours=47),
    datetime(2026, 10, 4, 12, tzinfo=UTC),
    STARTS + timedelta(hours=72, minutes=1),
    datetime(2026, 10, 20, 12, tzinfo=UTC),
)
DAY_SEVEN, PLACE = 2, 5  # the first look after each shows


@dataclass(frozen=True)
class Public:
    """What Sam may know."""

    noor_by_mail: bool = True
    sam_says: Answer | None = Answer.YES
    host_does: str = "nothing"  # or reword, move, call off
    shared: bool = False
    looks: tuple[int, ...] = tuple(range(len(LOOKS)))  # which; a stop at the very end comes just before the last


@dataclass(frozen=True)
class Secret:
    """What Sam must never know."""

    invited: bool = False
    kim_says: tuple[Answer, ...] = ()
    food: str = ""
    kim_does: tuple[str, ...] = ()  # at her own door: see KIMS
    noor_says: FavourSays | None = None
    noor_after_days: int = 1
    others_say: tuple[Answer, ...] = ()
    not_shared_by: str = "nobody marked"  # how an event did not become a shared one
    at_the_end: str = "nothing"  # a stop or a veto, so late that its closing does not show yet


class Telling:
    """One database told again and again."""

    def __init__(self, app: Flask, chance: Chance) -> None:
        """Take an application and its chance over."""
        self.app, self.chance = app, chance
        self.box = Postbox()
        self.got: list[tuple[str, bytes]] = []
        self.known = ""  # the ETag under which his calendar last came

    def tell(self, public: Public, secret: Secret) -> list[tuple[str, bytes]]:
        """Tell a world from its beginning and return what Sam got, in order, each under its name."""
        self._forget()
        self.public, self.secret, self.got, self.box, self.known = public, secret, [], Postbox(), ""
        with time_machine.travel(MADE, tick=False) as self.clock:
            for at, step in sorted(self._steps(), key=lambda each: each[0]):
                if at > LOOKS[public.looks[-1]]:
                    break
                self.clock.move_to(max(at, MADE))
                self.chance.says(step.__name__, at)
                step()
                db.session.commit()
                self._deliver()
        return self.got

    def _steps(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Give every step with its moment; secret ones never fall on a moment of a public one."""
        hour = timedelta(hours=1)
        yield MADE, self._sam_starts
        yield ASKED, self._sam_asks
        yield ASKED + hour, self._anna_accepts
        yield ASKED + timedelta(days=self.secret.noor_after_days, minutes=30), self._noor_answers
        yield ASKED + timedelta(days=1), self._anna_publishes
        yield ASKED + timedelta(days=1, minutes=20), self._anna_invites_kim
        yield ASKED + timedelta(days=1, minutes=40), self._others_answer
        yield ASKED + timedelta(days=2), self._sam_answers
        yield ASKED + timedelta(days=2, minutes=20), self._kim_answers
        yield datetime(2026, 9, 20, 12, tzinfo=UTC), self._anna_changes
        yield datetime(2026, 9, 24, 12, tzinfo=UTC), self._kim_does_as_she_likes
        yield STARTS + timedelta(hours=15), self._anna_marks
        for number in self.public.looks:
            yield LOOKS[number], self._sam_looks
        if not self.public.noor_by_mail:
            yield ASKED + timedelta(days=4, hours=3), self._sam_hands_it_on_again
        yield LOOKS[self.public.looks[-1]] - hour, self._at_the_end

    # What is public

    def _sam_starts(self) -> None:
        self.sam = Account(email=SAMS, name="Sam Okafor", zone="Europe/London", may_organise=True)
        self.anna = Account(email="anna.brandt@posteo.example", name="Anna Brandt", zone="Europe/London")
        db.session.add_all([self.sam, self.anna])
        db.session.flush()
        screening.record(self.sam.id, screening.Outcome.CLEAR)
        self.plan = plans.start(self.sam, "Kim", date(2026, 2, 1))
        self.followed = f"/c/{link.mint(Purpose.PLAN_CALENDAR, self.plan.id)}.ics"
        device = Device(account_id=self.sam.id, is_kept=True)
        db.session.add(device)
        db.session.flush()
        self.browser = self.app.test_client()
        with self.browser.session_transaction() as session:
            session["device"] = device.id

    def _sam_asks(self) -> None:
        self.to_anna = self._ask("Anna", by_mail=True)
        self.to_noor = self._ask("Noor", by_mail=self.public.noor_by_mail)
        if not self.public.noor_by_mail:
            self.handed = self.to_noor.hand_over().removeprefix("http://localhost")

    def _anna_accepts(self) -> None:
        self.hosting = favours.accept(
            self.to_anna, self.anna, name="Anna Brandt", organiser_name="Sam", other_name="Kim"
        )
        self.hosting.confirm_address()

    def _anna_publishes(self) -> None:
        for name in OTHERS:
            self.hosting.guests.append(Guest(name=name))
        self.event = Event(
            hosting=self.hosting,
            plan_id=self.plan.id,
            kind=Kind.GAMES,
            title="Board games at the Tannery",
            note="I’ve booked the long table.",
            starts_at=STARTS,
            ends_at=STARTS + timedelta(hours=3),
            zone="Europe/London",
            place="The Tannery Café",
            capacity=8,
            party_most=2,
        )
        db.session.add(self.event)
        self.event.publish()
        db.session.flush()
        for guest in self.hosting.guests:
            if guest.role is not Role.OTHER:
                inviting.invite(self.event, guest)

    def _sam_answers(self) -> None:
        if self.public.sam_says is not None:
            organiser_reply.reply(self.event, self.public.sam_says)

    def _anna_changes(self) -> None:
        if self.public.host_does == "reword":
            self.event.reword(title="Board games and soup")
        elif self.public.host_does == "move":
            same = {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=3), "zone": "Europe/London"}
            news.move(self.event, **same, place="The Old Library", address="", sort=self.event.sort)
        elif self.public.host_does == "call off":
            news.call_off(self.event, "The café is closed.")

    def _sam_looks(self) -> None:
        """Open everything Sam can open, signed in, and what is behind the link he handed to Noor."""
        when = f"{self.clock_now():%d %B %H:%M}"
        everybody_signs_in_again()
        sam = Visitor("Sam", self.browser, ("organiser", "account", "sign_in"), organisers_values())
        found = list(look(self.app, sam))
        if not self.public.noor_by_mail:
            found += list(look(self.app, self._behind_noors_link()))
        self.got += [(f"{when}, {seen}", seen.bytes) for seen in found]
        known = {"If-None-Match": self.known} if self.known else {}
        again = self.browser.get(self.followed, headers=known)
        self.got.append((f"{when}, whether his calendar changed", _wire(again)))
        whole = self.browser.get(self.followed)
        self.known = whole.headers["ETag"]
        self.got.append((f"{when}, the calendar he follows", _wire(whole)))

    def _sam_hands_it_on_again(self) -> None:
        """Make Noor's link anew, as Sam may while her favour is open, and look what it opens."""
        shown = self.browser.post(f"/favours/{self.to_noor.public_id}/link")
        self.got.append(("a new link for Noor", _wire(shown)))
        found = re.search(r"http://localhost(/l/[\w-]+)", shown.text)
        assert found, "no new link is shown"
        self.handed = found[1]
        self.got += [(f"behind it: {seen}", seen.bytes) for seen in look(self.app, self._behind_noors_link())]

    # What is secret

    def _anna_invites_kim(self) -> None:
        if self.secret.invited or self.public.shared:
            kim = self._guest("Kim")
            kim.reach_at("kim@posteo.example")
            inviting.mail(inviting.invite(self.event, kim))

    def _others_answer(self) -> None:
        for name, answer in zip(OTHERS, self.secret.others_say, strict=False):
            self._answers(name, answer)

    def _kim_answers(self) -> None:
        for answer in self.secret.kim_says:
            self._answers("Kim", answer, food=self.secret.food)

    def _kim_does_as_she_likes(self) -> None:
        for deed in self.secret.kim_does:
            self._at_kims_door(deed)

    def _at_kims_door(self, deed: str) -> None:
        invitation = self._invitation("Kim")
        if invitation is not None:
            if deed == BY_CALENDAR:
                self._her_calendar_answers(invitation)
            client, path = self._opens(invitation), f"/i/{invitation.public_id}"
            for method, page, data in KIMS[deed]:
                client.open(path + page, method=method, data=data)

    def _her_calendar_answers(self, invitation: Invitation) -> None:
        """Let a mail from her calendar say no, and propose another time."""
        heard = Heard(self.event.sequence, self.clock_now(), signed=("kim@work.example",), comment="Rather on Sunday")
        with suppress(Refused):
            by_calendar.answer(invitation, Answer.NO, heard)
            by_calendar.propose(invitation, self.event.starts_at + timedelta(days=1), heard)

    def _noor_answers(self) -> None:
        if self.secret.noor_says is not None and self.to_noor.is_open:
            client = self._noors_browser()
            client.post(f"/ask/{self.to_noor.public_id}/answer", data={"answer": self.secret.noor_says.value})

    def _anna_marks(self) -> None:
        """Mark who came; a date both were at is public, how there is none is not."""
        if self.event.is_called_off:
            return
        how = "both" if self.public.shared else self.secret.not_shared_by
        kim = self._guest("Kim") if self._invitation("Kim") else None
        marking.mark(self.event, self._guest("Sam"), came=how in {"both", "only Sam", "hidden", "disputed"})
        if kim is not None:
            marking.mark(self.event, kim, came=how in {"both", "only Kim", "hidden", "disputed"})
        for name, answer in zip(OTHERS, self.secret.others_say, strict=False):
            marking.mark(self.event, self._guest(name), came=answer is Answer.YES)
        db.session.commit()
        if kim is not None and how in {"hidden", "disputed"}:
            mark = db.session.get_one(Attendance, (self.event.id, kim.id))
            (marking.hide if how == "hidden" else marking.dispute)(mark)

    def _at_the_end(self) -> None:
        """Let somebody end it so late that nobody may know yet."""
        kim = self._guest("Kim")
        if self.secret.at_the_end == "stop" and kim is not None:
            stop.ask(kim)
        elif self.secret.at_the_end == "veto" and self.to_noor.is_open and self.to_noor.answer is None:
            favours.answer(self.to_noor, FavourSays.VETO)

    # What both need

    def _ask(self, name: str, *, by_mail: bool) -> Favour:
        friend = Friend(plan=self.plan, name=name)
        friend.reach_at(f"{name.lower()}@posteo.example" if by_mail else None)
        db.session.add(friend)
        db.session.flush()
        return asking.ask(self.plan, friend, line="Only if you like.", by_mail=by_mail)

    def _deliver(self) -> None:
        """Send what is due; letters to Sam are what he gets, with the moment they come."""
        for post in self.box.deliver():
            if post.written.recipient == SAMS:
                self.got.append((f"{self.clock_now():%d %B %H:%M}, {post}", post.bytes))

    def clock_now(self) -> datetime:
        """Return the moment of the story."""
        return datetime.now(UTC)

    def _answers(self, name: str, answer: Answer, food: str = "") -> None:
        invitation = self._invitation(name)
        if invitation is not None and not self.event.is_called_off:
            data = {"answer": answer.value, "party": "1", "food": food}
            self._opens(invitation).post(f"/i/{invitation.public_id}/answer", data=data)

    def _opens(self, invitation: Invitation) -> FlaskClient:
        client = self.app.test_client()
        token = link.mint(Purpose.INVITATION, invitation.id)
        client.get(f"/l/{token}")
        client.get(f"/i/{invitation.public_id}")
        return client

    def _noors_browser(self) -> FlaskClient:
        """Return a browser that opened the one link there is to this favour, as a letter or Sam brought it."""
        client = self.app.test_client()
        token = self.handed if not self.public.noor_by_mail else f"/l/{link.mint(Purpose.FAVOUR, self.to_noor.id)}"
        client.get(token)
        return client

    def _behind_noors_link(self) -> Visitor:
        """Return Sam in a browser where nobody knows him, with the link he handed on."""
        client = self.app.test_client()
        self.got.append(("the link itself", _wire(client.get(self.handed))))
        return Visitor("Sam as Noor", client, ("friend",), {"public_id": lambda: [self.to_noor.public_id]})

    def _guest(self, name: str) -> Guest | None:
        mine = (Guest.hosting_id == self.hosting.id) & (Guest.name == name)
        if name == "Kim":
            mine = (Guest.hosting_id == self.hosting.id) & (Guest.role == Role.OTHER)
        return db.session.scalar(sa.select(Guest).where(mine))

    def _invitation(self, name: str) -> Invitation | None:
        guest = self._guest(name)
        return next((each for each in guest.invitations if each.is_live), None) if guest else None

    def _forget(self) -> None:
        """Begin with an empty database, whose ids start at one again."""
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            from tests import postgresql  # noqa: PLC0415 - only where it is asked for

            postgresql.empty(db.engine)
            return
        with db.engine.begin() as connection:
            for table in reversed(db.metadata.sorted_tables):
                connection.execute(table.delete())


def _wire(response: TestResponse) -> bytes:
    return Seen("Sam", "", "", "", response).bytes


BY_CALENDAR = "answers from her calendar, by mail"
# What Kim may do at her own door, as method, page and form.
KIMS: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "opens it five times": (("GET", "", {}),) * 5,
    "looks at what is stored": (("GET", "/data", {}), ("GET", "/data.json", {})),
    "takes the answer back": (("GET", "/answer/removal", {}), ("POST", "/answer/removal", {})),
    "corrects her name": (("POST", "/data/name", {"name": "Kimberley"}),),
    "looks at the stop and keeps things": (("GET", "/stop", {}), ("POST", "/stop", {"stop": "no"})),
    "takes a calendar": (("GET", "/event.ics", {}), ("POST", "/subscription", {"address": "new"})),
    "asks for a calendar letter": (("POST", "/calendar-letter", {"mail": "kim@elsewhere.example", "note": "y"}),),
    "chooses a zone": (("POST", "/zone", {"zone": "Asia/Tokyo"}),),
    "reports something": (("POST", "/report", {"about": "words", "words": "It reads like a letter."}),),
    BY_CALENDAR: (),
    "deletes everything": (("POST", "/data/deletion", {"delete": "yes"}),),
}
