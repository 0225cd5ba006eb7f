"""An organiser who will not let go: every route of his door, any words, any time of any year, again and again.

Friends, a host and the other person do what people do in between. After each step the rules of pace, of quiet hours and
of endings are looked up in the database and in the letters that went out (product.md §2, §3).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from werkzeug.test import TestResponse

from coordinator import chores
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.clock import now
from coordinator.consent import stop
from coordinator.consent.ending import BY_OTHERS, Cause, Closing, end
from coordinator.consent.suppression import Suppression
from coordinator.contact import fingerprint
from coordinator.database import db
from coordinator.errors import Refused
from coordinator.events import answering, book, inviting, news, planning, stepping_back
from coordinator.events.answer import Answer
from coordinator.events.event import Event
from coordinator.events.guest import Guest, Role
from coordinator.events.hosting import Hosting
from coordinator.history import marking
from coordinator.instance import pace
from coordinator.plans import answering as favours
from coordinator.plans.favour import Favour, FavourSays, Friend
from coordinator.plans.plan import Plan
from coordinator.plans.screening import Outcome, Screening
from tests.events.outlines import outline, span
from tests.promises.crawl import rules_of
from tests.promises.postbox import Post, Postbox

SAM, KIM, PRIYA = "sam@posteo.example", "kim@posteo.example", "priya@posteo.example"
NAMES = ("Anna", "Noor", "Ben", "Cleo", "Dov", "Ede", "Fay", "Gil", "Hal", "Ina", "Kim")
# Where people live: the site in London, Kim in Berlin, another guest in New York, Sam in Auckland.
KIMS, PRIYAS, SAMS = "Europe/Berlin", "America/New_York", "Pacific/Auckland"
SITES = "Europe/London"  # where whoever is a stranger is thought to live
SWITCHES = tuple(  # the nights before clocks change in one of these zones
    datetime(*day, 22, 40, tzinfo=UTC) for day in ((2026, 10, 24), (2026, 10, 31), (2027, 3, 13), (2027, 3, 27))
)
SPANS = tuple(timedelta(hours=hours) for hours in (1, 7, 13, 24, 60, 73, 7 * 24, 29 * 24, 91 * 24, 181 * 24))
WORDS = st.sampled_from(
    ["", "yes", "no", "unsure", "undecided", "new", "mail", "link", "1", "2", "2026", "Kim", KIM, SAM, "-1", "x" * 600]
)
FIELDS = ["answer", "month", "year", "name", "own_name", "friend", "way", "address", "line", "ready", "own", "zone"]
ANY_FORM = st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=5)


class Pursuit(RuleBasedStateMachine):
    """Sam at his door, with the clock in his hand."""

    def __init__(self, app: Flask, clock: time_machine.Traveller, empty: Callable[[], None]) -> None:
        """Begin with nothing but Sam's account."""
        super().__init__()
        self.app, self.clock, self.box, self.day = app, clock, Postbox(), count()
        empty()
        clock.move_to(datetime(2026, 9, 7, 11, tzinfo=UTC))
        sam = Account(email=SAM, name="Sam", zone=SAMS, may_organise=True, verified_at=now())
        db.session.add(sam)
        db.session.commit()
        self.sam_id, self.browser = sam.id, app.test_client()
        self.went_out: list[tuple[datetime, Post]] = []
        self.refused_at: list[datetime] = []  # when a screening said no
        self.stood: dict[tuple[int, datetime], Answer | None] = {}  # Sam's answer as the last three days began
        self.told_by_others: dict[int, datetime] = {}

    # What Sam does

    @initialize(noor=st.sampled_from([FavourSays.HOST, FavourSays.NO]), days=st.integers(8, 40))
    def begins(self, noor: FavourSays, days: int) -> None:
        """Begin as everybody does, with an event to come or a no: from here on nothing is as it should be."""
        self.starts("no")
        self.waits(timedelta(hours=24))
        self.asks("Noor", "link", "")
        self.asks("Anna", "mail", "anna@posteo.example")
        self.a_friend_answers(noor)
        self.a_host_publishes(days, poll=False)
        self.waits(timedelta(hours=24))
        self.answers("yes")

    @rule(says=st.sampled_from(["no", "no", "no", "no", "no", "yes", "unsure"]))
    def starts(self, says: str) -> None:
        """Answer the questions and go on to a plan, whether or not there may be one."""
        for number in range(1, 5):
            self.posts(f"/start/{number}", answer=says if number == 2 else "no")
        self.posts("/start/month", month="2", year="2026")
        self.posts("/start/name", name="Kim", own_name="Sam")

    @rule(
        name=st.sampled_from(NAMES),
        way=st.sampled_from(["mail", "link"]),
        address=st.sampled_from(["", KIM, "Sam+1@posteo.example", "anna@posteo.example"]),
    )
    def asks(self, name: str, way: str, address: str) -> None:
        """Ask a friend, old or new, or somebody who is none."""
        known = db.session.scalar(sa.select(Friend.id).where(Friend.name == name).order_by(Friend.id.desc()).limit(1))
        self.posts(
            "/favours/new", friend=str(known or "new"), name=name, way=way, line="Please.",
            address=address or f"{name.lower()}@posteo.example",
        )  # fmt: skip

    @rule(says=st.sampled_from([each.value for each in Answer]))
    def answers(self, says: str) -> None:
        """Say of every event whether he comes, also of those that are none of his business any more."""
        for event in list(db.session.scalars(sa.select(Event.public_id))):
            self.posts(f"/events/{event}/answer", answer=says)

    @rule(again=st.booleans())
    def campaigns(self, *, again: bool) -> None:
        """Ask one friend after the other, or the same one over and over, as soon as each question has lapsed."""
        for name in ("Ben",) * 5 if again else NAMES[:6]:
            self.asks(name, "mail", "")
            self.waits(timedelta(days=8))

    @rule(hours=st.sampled_from([71, 47, 1]))
    def turns_up_after_all(self, hours: int) -> None:
        """Say no in good time, and yes when nobody can do anything about it any more."""
        event = self._newest_event()
        if event is not None and event.starts_at - timedelta(hours=73) > now():
            self.answers("no")
            self.clock.move_to(event.starts_at - timedelta(hours=hours))
            self._time_brings()
            self.his_no_stays_a_no()
            self.answers("yes")

    @rule(address=st.sampled_from([KIM, "Kim+1@posteo.example", "nobody@posteo.example"]))
    def moves(self, address: str) -> None:
        """Ask for his account to move to an address, which may be hers."""
        self.posts("/account/address", email=address)

    @rule(data=st.data(), form=ANY_FORM)
    def presses(self, data: st.DataObject, form: dict[str, str]) -> None:
        """Press any button at his door, with anything in the form."""
        rules = [each for each in rules_of(self.app, "POST") if each.endpoint.startswith("organiser.")]
        chosen = data.draw(st.sampled_from(rules))
        values = {name: data.draw(st.sampled_from(self._known(name))) for name in sorted(chosen.arguments)}
        path = self.app.url_map.bind("localhost").build(chosen.endpoint, values, method="POST")
        self.posts(path, **form)

    @rule(span=st.sampled_from(SPANS))
    def waits(self, span: timedelta) -> None:
        """Let time pass, with the post looking in now and then, in the middle of the night too."""
        for leg in (0.11, 0.27, 0.3, 0.32):
            self.clock.shift(span * leg)
            self._time_brings()

    @rule(night=st.sampled_from(SWITCHES))
    def is_there_when_the_clocks_change(self, night: datetime) -> None:
        """Ask a friend before a clock change, and look every two hours until noon."""
        if night > now():
            self.clock.move_to(night)
            self.asks("Ben", "mail", "")
            for _hour in range(8):
                self.clock.shift(timedelta(hours=2))
                self._time_brings()

    # What others do

    @rule(says=st.sampled_from(list(FavourSays)))
    def a_friend_answers(self, says: FavourSays) -> None:
        """Answer the oldest question that is open."""
        for favour in db.session.scalars(sa.select(Favour).order_by(Favour.id)):
            if favour.is_open and favour.answer is None:
                with self._perhaps():
                    self._answers(favour, says)
                return

    @rule(days=st.integers(3, 95), poll=st.booleans())
    def a_host_publishes(self, days: int, *, poll: bool) -> None:
        """Publish an event of the newest host and invite everybody, Kim by mail."""
        hosting = db.session.scalar(sa.select(Hosting).order_by(Hosting.id.desc()).limit(1))
        if hosting is None:
            return
        with self._perhaps():
            at = now().replace(hour=18, minute=30) + timedelta(days=days)
            spans = (span(at), span(at + timedelta(days=1))) if poll else (span(at),)
            event = planning.publish(hosting, outline(spans=spans, place=f"The café number {next(self.day)}"))
            people = book.write_down(hosting, ["Priya", "Tomasz", "Lotte", "Grace"])
            kim = next(guest for guest in hosting.guests if guest.role is Role.OTHER)
            reached = {kim: (KIM, KIMS)} | {each: (PRIYA, PRIYAS) for each in people if each.name == "Priya"}
            invitations = [inviting.invite(event, guest) for guest in [kim, *people]]
            for invitation in invitations:
                if invitation.guest in reached:
                    address, invitation.guest.zone = reached[invitation.guest]
                    invitation.guest.reach_at(address)
                    inviting.mail(invitation)

    @rule(says=st.sampled_from(list(Answer)))
    def kim_answers(self, says: Answer) -> None:
        """Let Kim answer the newest event."""
        event = self._newest_event()
        with self._perhaps():
            for each in event.invitations if event else []:
                if each.guest.role is Role.OTHER:
                    answering.reply(each, says)

    @rule(hours=st.sampled_from([-30, -1, 26, 200]))
    def a_host_moves_it(self, hours: int) -> None:
        """Move the newest event."""
        event, by = self._newest_event(), timedelta(hours=hours)
        if event is not None:
            with self._perhaps():
                news.move(
                    event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, zone=event.zone,
                    place=event.place, address=event.address, sort=event.sort,
                )  # fmt: skip

    @rule(both=st.booleans())
    def it_takes_place(self, *, both: bool) -> None:
        """Go to the morning after the newest event; the host marks who came."""
        event = self._newest_event()
        if event is None or event.is_called_off or event.ends_at < now():
            return
        self.waits(event.ends_at + timedelta(hours=14) - now())
        event = self._newest_event()
        with self._perhaps():
            for each in event.invitations if event and not event.is_called_off else []:
                if each.guest.role is Role.ORGANISER or (both and each.guest.role is Role.OTHER):
                    marking.mark(each.event, each.guest, came=True)

    @rule(how=st.sampled_from(["stop", "operator", "left out", "called off"]))
    def somebody_has_enough(self, how: str) -> None:
        """Let Kim, the operator or the host put an end to it."""
        event, hosting = self._newest_event(), db.session.scalar(sa.select(Hosting).limit(1))
        kim = db.session.scalar(sa.select(Guest).where(Guest.role == Role.OTHER).order_by(Guest.id.desc()).limit(1))
        with self._perhaps():
            if how == "stop" and kim is not None:
                stop.ask(kim)
            elif how == "operator" and hosting is not None:
                end(hosting.plan_id, Cause.OPERATOR)
            elif how == "left out" and hosting is not None:
                stepping_back.leave_out(hosting)
            elif how == "called off" and event is not None:
                news.call_off(event, "Another time.")

    # What has to hold after every step

    @invariant()
    def nothing_goes_out_at_night(self) -> None:
        """No letter leaves in the quiet hours of its reader."""
        for at, post in self.went_out:
            if post.written.subject == "Another address for your account":
                continue  # he waits for it
            hour = at.astimezone(ZoneInfo(self._zone_of(post))).hour
            assert pace().quiet_until_hour <= hour < pace().quiet_from_hour, (at, str(post))
        self.went_out.clear()

    @invariant()
    def favours_keep_their_pace(self) -> None:
        """Count what was asked: in one quarter, of one friend, at once, of how many."""
        rule = pace()
        for plan in db.session.scalars(sa.select(Plan)):
            asked = sorted(
                (each for friend in plan.friends for each in friend.favours if each.went_out),
                key=lambda each: each.goes_at,
            )
            assert len({each.friend_id for each in asked}) <= rule.friends
            for earlier, later in zip(asked, asked[rule.favours_in_90_days :], strict=False):
                assert later.goes_at - earlier.goes_at >= timedelta(days=90)
            for friend in plan.friends:
                mine = [each for each in asked if each.friend_id == friend.id]
                assert len(mine) <= rule.same_friend_in_life
                for earlier, later in pairwise(mine):
                    assert later.goes_at - earlier.goes_at >= timedelta(days=rule.same_friend_days)
            assert all(each.asked_at >= plan.created_at + timedelta(hours=rule.settle_hours) for each in asked)
            assert sum(each.is_open and favours.hosting_of(each) is None for each in asked) <= rule.open_favours

    @invariant()
    def nobody_is_asked_who_must_not_be(self) -> None:
        """Neither Kim nor Sam himself is ever the friend of a favour by mail."""
        for friend in db.session.scalars(sa.select(Friend).where(Friend.favours.any())):
            assert friend.name != "Kim"
            assert friend.address is None or not friend.address.lower().startswith("sam")

    @invariant()
    def nothing_comes_after_an_end(self) -> None:
        """Look for anything begun after the end of a plan was told, and for a plan begun too soon after another."""
        plans = list(db.session.scalars(sa.select(Plan).order_by(Plan.id)))
        for plan in plans:
            closing = db.session.get(Closing, plan.id)
            if closing is not None and closing.shows_at <= now() and closing.told in BY_OTHERS:
                self.told_by_others.setdefault(plan.id, closing.shows_at)
            over = min([plan.closes_at, *([closing.shows_at] if closing else [])])
            assert all(each.asked_at <= over for friend in plan.friends for each in friend.favours)
        for number, at in self.told_by_others.items():
            assert any(plan.id == number and plan.is_over for plan in plans), "a plan that was over goes on"
            wait = timedelta(days=pace().again_after_others_end_days)
            assert not [plan for plan in plans if at < plan.created_at < at + wait]
        assert sum(not plan.is_over for plan in plans) <= 1

    @invariant()
    def a_screening_that_said_no_holds_for_a_year(self) -> None:
        """Note each one, and look for a plan begun in its year."""
        no = sa.select(sa.func.count()).select_from(Screening).where(Screening.outcome == Outcome.NOT_NOW)
        if (db.session.scalar(no) or 0) > len(self.refused_at):
            self.refused_at.append(now())
        begun = list(db.session.scalars(sa.select(Plan.created_at)))
        lock = timedelta(days=pace().lock_days)
        assert not [at for at in begun for said in self.refused_at if said < at < said + lock]

    @invariant()
    def his_no_stays_a_no(self) -> None:
        """Compare his answer in the last three days with what it was as they began."""
        locked = timedelta(hours=pace().no_to_yes_hours)
        for event in db.session.scalars(sa.select(Event).where(Event.published_at.is_not(None))):
            if event.starts_at - locked <= now():
                said = event.organiser_reply.answer if event.organiser_reply else None
                before = self.stood.setdefault((event.id, event.starts_at), said)
                assert said in {before, Answer.NO, None}, (before, said)

    @invariant()
    def he_reads_no_place_before_its_time(self) -> None:
        """Look for the place of every event on his pages."""
        home = self.gets("/home").text
        for event in db.session.scalars(sa.select(Event).where(Event.ends_at > now())):
            early, closing = now() < event.starts_at - timedelta(hours=48), db.session.get(Closing, event.plan_id)
            if early or (closing and closing.shows_at <= now()):
                assert event.place not in home

    @invariant()
    def events_keep_their_distance(self) -> None:
        """One comes at a time, weeks lie between two, and few are held in a year."""
        on = ~Event.cancellation.has()
        of_plans = sa.select(Event.plan_id, Event.starts_at).where(Event.published_at.is_not(None), on)
        starts: dict[int, list[datetime]] = {}
        for plan_id, at in db.session.execute(of_plans.order_by(Event.starts_at)):
            starts.setdefault(plan_id, []).append(at)
        for days in starts.values():
            assert max(Counter(day.year for day in days).values()) <= pace().events_a_year

    # What it takes

    def posts(self, path: str, **form: str) -> TestResponse:
        """Send a form at Sam's door; nothing there breaks, whatever is in it."""
        return self._opens("POST", path, data=form)

    def gets(self, path: str) -> TestResponse:
        """Look at a page of Sam's."""
        return self._opens("GET", path, follow_redirects=True)

    def _opens(self, method: str, path: str, **more: Any) -> TestResponse:
        if not self._is_signed_in():
            return self.browser.open("/", method="GET")
        response = self.browser.open(path, method=method, **more)
        assert response.status_code < 500, (method, path, more)
        return response

    def _is_signed_in(self) -> bool:
        """Sign Sam in anew when half an hour is over; there is no way in once his account is gone."""
        if db.session.get(Account, self.sam_id) is None:
            return False
        device = db.session.scalar(sa.select(Device).order_by(Device.signed_in_at.desc()).limit(1))
        if device is None or not device.is_fresh:
            device = Device(account_id=self.sam_id, is_kept=True)
            db.session.add(device)
            db.session.commit()
            with self.browser.session_transaction() as session:
                session["device"] = device.id
        return True

    def _time_brings(self) -> None:
        """Do the chores and send what is due."""
        chores.tick()
        is_known = self._kim_is_known()
        went = self.box.deliver()
        asked = [post for post in went if post.written.subject == "Is this your address?"]
        hers = [str(post) for post in asked if fingerprint(post.written.recipient) == fingerprint(KIM)]
        assert not (is_known and hers), "Sam typed her address, and something arrived there"
        self.went_out += [(now(), post) for post in went]

    def _kim_is_known(self) -> bool:
        """Say whether the site knows her address as hers: from a host's book, a stop, or a wish for no mail."""
        return any(
            db.session.scalar(sa.select(sa.exists().where(column == fingerprint(KIM))))
            for column in (Guest.fingerprint, stop.Stop.fingerprint, Suppression.fingerprint)
        )

    @contextmanager
    def _perhaps(self) -> Iterator[None]:
        """Try something that the rules may refuse."""
        try:
            yield
            db.session.commit()
        except Refused:
            db.session.rollback()

    def _answers(self, favour: Favour, says: FavourSays) -> None:
        if says is not FavourSays.HOST:
            favours.answer(favour, says)
            return
        name = favour.friend.name
        account = favours.host_account(f"{name.lower()}@posteo.example", name, language="en", zone="Europe/London")
        favours.accept(favour, account, name=name, organiser_name="Sam", other_name="Kim").confirm_address()

    def _newest_event(self) -> Event | None:
        return db.session.scalar(sa.select(Event).order_by(Event.id.desc()).limit(1))

    def _known(self, name: str) -> list[Any]:
        """Return what may stand in an address, some of it unknown."""
        columns = {"event_id": Event.public_id, "favour_id": Favour.public_id}
        if name in columns:
            return [*db.session.scalars(sa.select(columns[name]).order_by(columns[name])), "x" * 16]
        return [1, 2, 3, 4, 5, 99]

    def _zone_of(self, post: Post) -> str:
        """Return where a reader lives, or where the site does: to it, whoever gets a letter like this is a stranger."""
        to = post.written.recipient
        if post.written.subject == "Is this your address?":
            return SITES
        account = db.session.scalar(sa.select(Account).where(Account.email == to))
        if to == SAM and account is not None:
            return account.zone
        return {KIM: KIMS, PRIYA: PRIYAS}.get(to, SITES)

    def teardown(self) -> None:
        """Leave nothing of one pursuit to the next."""
        db.session.remove()
