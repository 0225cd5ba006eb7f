"""Twenty threads at a server of two processes: no cap is passed by one, and a real mail server counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from benchmarks import server as granian
from coordinator import create_app
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.events import inviting
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Invitation, Reply
from coordinator.events.kinds import Kind
from coordinator.limits import Use
from coordinator.plans import answering as favours
from coordinator.plans import asking, screening
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan
from coordinator.settings import Settings, Smtp
from tests.abuse.crowd import Press, at_once, keys
from tests.post.server import MailServer, started
from tests.post.working import environment, start_worker

WORKERS = 3


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a real mail server."""
    sink, controller = started()
    yield sink
    controller.stop()


@pytest.fixture
def settings(settings: Settings, server: MailServer) -> Settings:
    """Return settings of a site behind one proxy, which mails to that server."""
    smtp = Smtp(host="127.0.0.1", port=server.port, security="none")
    return replace(settings, smtp=smtp, mail_from="post@ground.example", trusted_proxy_hops=1, testing=False)


@pytest.fixture
def site(settings: Settings) -> Iterator[Flask]:
    """Return the application at the present moment, since processes of their own know no other clock."""
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def port(site: Flask, settings: Settings) -> Iterator[int]:
    """Return the port of a running server."""
    with granian.start("coordinator:create_app", environment(settings)) as running:
        yield running.port


def noon_somewhere() -> str:
    """Return a zone in which it is about noon now, so that no letter waits for the morning."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def account(name: str, **may: bool) -> Account:
    made = Account(email=f"{name.lower()}@posteo.example", name=name, zone=noon_somewhere(), **may)
    db.session.add(made)
    db.session.flush()
    return made


def plan_of(name: str, days: int = 3) -> Plan:
    """Let somebody start a plan some days ago."""
    with time_machine.travel(datetime.now(UTC) - timedelta(days=days)):
        organiser = account(name, may_organise=True)
        screening.record(organiser.id, screening.Outcome.CLEAR)
        plan = plans.start(organiser, "Kim", date(2026, 2, 1))
        db.session.commit()
    return plan


def event_of(anna: Account, organiser: str, guests: int) -> Event:
    """Let Anna host an event in ten days for somebody, with that many guests who can be mailed."""
    plan = plan_of(organiser)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        friend = Friend(plan=plan, name="Anna")
        db.session.add(friend)
        favour = asking.ask(plan, friend, by_mail=False)
        hosting = favours.accept(favour, anna, name="Anna Brandt", organiser_name="Sam", other_name="Kim")
        hosting.confirm_address()
        starts = datetime.now(UTC) + timedelta(days=11)
        event = Event(
            hosting=hosting, plan_id=plan.id, kind=Kind.GAMES, title="Board games", place="The Tannery", capacity=90,
            starts_at=starts, ends_at=starts + timedelta(hours=3), zone=noon_somewhere(), party_most=2,
        )  # fmt: skip
        db.session.add(event)
        event.publish()
        for number in range(guests):
            guest = Guest(name="Guest " + "abcdefghij"[number // 10] + "abcdefghij"[number % 10])
            guest.reach_at(f"guest{number}@{organiser.lower()}.example")
            hosting.guests.append(guest)
        db.session.flush()
        for guest in hosting.guests:
            inviting.invite(event, guest)
        db.session.commit()
    return event


def letters_of(event: Event) -> list[Press]:
    ours = [each for each in event.invitations if each.guest.address]
    return [Press(f"/host/invitations/{each.public_id}/letter") for each in ours for _twice in range(2)]


def mailed(*events: Event) -> int:
    db.session.rollback()
    found = Invitation.mailed_at.is_not(None) & Invitation.event_id.in_([event.id for event in events])
    return db.session.scalar(sa.select(sa.func.count(Invitation.id)).where(found)) or 0


def deliver(settings: Settings) -> None:
    """Let several workers deliver at once, each a process of its own, until nothing is due."""
    workers = [start_worker(settings, "--once") for _number in range(WORKERS)]
    assert [worker.wait(120) for worker in workers] == [0] * WORKERS


@pytest.mark.thorough
def test_invitations_stop_at_the_caps_of_an_event_of_a_host_and_of_a_day(
    site: Flask, settings: Settings, server: MailServer, request: pytest.FixtureRequest
) -> None:
    anna = account("Anna")
    first, second, third = event_of(anna, "Sam", 66), event_of(anna, "Leo", 40), event_of(anna, "Mia", 40)
    mine = keys(site, anna)
    with granian.start("coordinator:create_app", environment(settings)) as running:
        assert set(at_once(running.port, letters_of(first), mine)) == {303, 409}
        assert mailed(first) == 60
        assert set(at_once(running.port, [*letters_of(second), *letters_of(third)], mine)) == {303, 409}
    assert mailed(first) == 60
    assert mailed(first, second, third) == 120
    deliver(replace(settings, mails_a_day=50))
    assert len(server.letters) == 50
    deliver(settings)
    readers = [reader for letter in server.letters for reader in letter.recipients]
    assert len(readers) == len(set(readers)) == 120


def test_one_browser_is_sent_twenty_sign_in_letters_an_hour_and_one_address_five(
    site: Flask, settings: Settings, server: MailServer, port: int
) -> None:
    sam, ours = account("Sam", may_organise=True), keys(site)
    db.session.commit()
    here = {"X-Forwarded-For": "198.51.100.7"}
    presses = [Press("/sign-in", {"email": f"somebody{number}@posteo.example"}, here) for number in range(20)]
    presses += [Press("/sign-in", {"email": sam.email}, here)] * 20
    assert at_once(port, presses, ours) == {303: 20, 429: 20}
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    assert at_once(port, [Press("/sign-in", {"email": sam.email}, elsewhere)] * 20, ours) == {303: 20}
    deliver(settings)
    assert 5 <= len(server.letters) <= 10  # five from each of two places


def test_one_address_gets_fifteen_sign_in_letters_an_hour_from_wherever(
    site: Flask, settings: Settings, server: MailServer, port: int
) -> None:
    sam, ours = account("Sam", may_organise=True), keys(site)
    db.session.commit()
    presses = [
        Press("/sign-in", {"email": sam.email}, {"X-Forwarded-For": f"203.0.{number}.7"}) for number in range(40)
    ]
    assert at_once(port, presses, ours) == {303: 40}
    deliver(settings)
    assert len(server.letters) == 15


def uses() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Use.id))) or 0


def asks(count: int) -> list[Press]:
    names = ["Noor", "Ravi", "Lena", "Otto", "Mara", "Timo", "Yara", "Jan", "Ida", "Uma"]
    return [
        Press("/favours/new", {"friend": "new", "name": names[number % 10] + "ab"[number // 10], "way": "link"})
        for number in range(count)
    ]


def asked() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Favour.id))) or 0


def test_two_favours_are_open_at_once_and_no_third(site: Flask, port: int) -> None:
    plan = plan_of("Sam")
    statuses = at_once(port, asks(20), keys(site, plan.organiser))
    assert set(statuses) == {200, 422}
    assert asked() == 2


def test_four_are_asked_in_ninety_days_and_no_fifth(site: Flask, port: int) -> None:
    plan = plan_of("Sam", days=60)
    for days, name in ((50, "Bo"), (40, "Di"), (30, "Flo")):
        with time_machine.travel(datetime.now(UTC) - timedelta(days=days)):
            friend = Friend(plan=plan, name=name)
            db.session.add(friend)
            asking.ask(plan, friend, by_mail=False)  # nobody answers, and after seven days it is over
            db.session.commit()
    at_once(port, asks(20), keys(site, plan.organiser))
    assert asked() == 4


def test_an_invitation_takes_ten_answers_an_hour_and_no_eleventh(site: Flask, port: int) -> None:
    event = event_of(account("Anna"), "Sam", 6)
    invitation = next(each for each in event.invitations if each.guest.address)
    before = uses()
    link = inviting.make_link(invitation).removeprefix("http://localhost")
    db.session.commit()
    path, mine = f"/i/{invitation.public_id}", keys(site, follow=link)
    presses = [Press(f"{path}/answer", {"answer": ("yes", "no")[number % 2], "party": "1"}) for number in range(40)]
    assert at_once(port, presses, mine) == {303: 10, 429: 30}
    status, headers = presses[0].send(port, mine)
    assert status == 429
    assert 0 < int(headers["retry-after"]) <= 3600
    assert db.session.scalar(sa.select(sa.func.count(Reply.invitation_id))) == 1
    assert uses() - before == 10
    assert Press(f"{path}/stop", {"stop": "yes"}).send(port, mine)[0] == 303


def test_a_host_brings_ten_files_an_hour_of_each_sort_and_no_eleventh(site: Flask, port: int) -> None:
    anna = account("Anna")
    event = event_of(anna, "Sam", 6)
    hosting, mine = db.session.get_one(Hosting, event.hosting_id), keys(site, anna)
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nBEGIN:VCARD\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    presses = [Press(f"/host/{hosting.public_id}/book/file", headers=kind, body=body)] * 30
    assert at_once(port, presses, mine) == {422: 10, 429: 20}
