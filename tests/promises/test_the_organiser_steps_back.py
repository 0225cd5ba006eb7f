"""R4: when others end a plan, Sam loses the coming event and Kim keeps her place; and every goodbye is the same.

Sam reads one neutral closing, between 12 and 72 hours later and always before the place would show, whoever ended it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import Traveller

from coordinator import chores
from coordinator.accounts.account import Account
from coordinator.clock import now
from coordinator.consent import stop
from coordinator.consent.ending import Cause, Closing, end
from coordinator.database import db
from coordinator.errors import NotPossible, PlanOver, TooSoon
from coordinator.events import inviting, stepping_back
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer
from coordinator.plans import answering as favours
from coordinator.plans import plan as plans
from coordinator.plans.favour import Favour, FavourSays
from coordinator.plans.plan import Plan
from coordinator.settings import Settings
from tests.again import everybody_signs_in_again
from tests.cast import Cast
from tests.conftest import NOON
from tests.promises.chance import Chance
from tests.promises.crawl import addresses, look
from tests.promises.people import People
from tests.promises.postbox import Post, Postbox

FULL_OF_CONSENT = (
    {"answer": "no", "month": "2", "year": "2026", "name": "Kim", "friend": "new", "way": "link", "ready": "yes"},
    {
        "answer": "host",
        "name": "Anna",
        "order": "no",
        "alone": "no",
        "afraid": "no",
        "unhappy": "no",
        "email": "a@b.ex",
    },
    {"answer": "yes", "names": "Kim", "party": "1", "do": "show", "keep": "yes", "option": "1", "stop": "no"},
)
CAUSES: dict[str, Callable[[Cast], object]] = {
    "Kim asks to be left out": lambda cast: stop.ask(cast.kim),
    "Noor does not think it should go ahead": lambda cast: favours.answer(cast.noors_favour, FavourSays.VETO),
    "Noor is not sure about a question": lambda cast: favours.refuse_by_screening(cast.noors_favour),
    "Anna leaves Sam out": lambda cast: stepping_back.leave_out(cast.hosting),
    "Anna stops hosting": lambda cast: stepping_back.step_back(cast.hosting),
    "Jo ends it after a report": lambda cast: end(cast.plan.id, Cause.OPERATOR),
}


def shows_at(cast: Cast) -> datetime:
    """Return when Sam and Anna are told."""
    return db.session.get_one(Closing, cast.plan.id).shows_at


def what_sam_gets(app: Flask, cast: Cast) -> list[bytes]:
    """Return all Sam gets from the moment he is told: every page and file, and his letter, at a decent hour."""
    box, sam = Postbox(), People(app, cast).organiser()
    cast.clock.move_to(shows_at(cast))
    everybody_signs_in_again()
    pages = [seen.bytes for seen in look(app, sam) if seen.endpoint.startswith("organiser.")]
    letters = [post.bytes for post in by_the_next_morning(cast, box) if post.written.recipient == cast.sam.email]
    assert len(letters) == 1
    return [*pages, *letters]


def by_the_next_morning(cast: Cast, box: Postbox) -> list[Post]:
    """Return what comes in the next hours: at night letters wait, and the quiet hours are twelve."""
    found = []
    for _hour in range(13):
        chores.tick()
        found += box.deliver()
        cast.clock.shift(timedelta(hours=1))
    return found


def test_every_goodbye_is_the_same(
    app: Flask,
    settings: Settings,
    emptying: Callable[[Settings], None],
    clock: Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance, first = Chance(monkeypatch), list[bytes]()
    for cause, ends in CAUSES.items():
        db.session.remove()
        db.engine.dispose()
        emptying(settings)
        clock.move_to(NOON)
        chance.says("the story")
        story = Cast(clock)
        assert story.middle
        chance.says("the end")
        ends(story)
        db.session.commit()
        chance.says("what Sam gets")
        mine = what_sam_gets(app, story)
        first = first or mine
        for one, other in zip(mine, first, strict=True):
            assert one == other, cause


@pytest.mark.parametrize("cause", CAUSES)
def test_it_comes_between_half_a_day_and_three_days_later(cause: str, app: Flask, story: Cast) -> None:
    CAUSES[cause](story)
    assert timedelta(hours=12) <= shows_at(story) - now() <= timedelta(hours=72)


@pytest.mark.parametrize("hours", [49, 52, 60, 72, 100, 120])
def test_it_always_comes_before_the_place_would_show(hours: int, app: Flask, story: Cast) -> None:
    story.clock.move_to(story.event.starts_at - timedelta(hours=hours))
    stop.ask(story.kim)
    assert now() <= shows_at(story) < story.event.shows_place_at


@pytest.mark.parametrize("hours", [47, 24, 1])
def test_later_than_that_it_comes_at_once(hours: int, app: Flask, story: Cast) -> None:
    story.clock.move_to(story.event.starts_at - timedelta(hours=hours))
    stop.ask(story.kim)
    assert shows_at(story) == now()


@pytest.mark.thorough
def test_sam_never_reads_the_place_of_an_event_he_lost(app: Flask, story: Cast) -> None:
    sam = People(app, story).organiser()
    story.clock.move_to(story.event.starts_at - timedelta(hours=49))
    stop.ask(story.kim)
    db.session.commit()
    while now() < story.event.ends_at:
        everybody_signs_in_again()
        for seen in look(app, sam):
            assert "Tannery Café" not in seen.response.text, (now(), seen)
        story.clock.shift(timedelta(hours=7))


def test_sam_loses_the_event_and_kim_keeps_her_place(app: Flask, story: Cast) -> None:
    people = People(app, story)
    kim = people.guest("Kim")
    stop.ask(story.kim)
    db.session.commit()
    story.clock.move_to(shows_at(story))
    assert story.invitation("Kim").answer is Answer.YES
    assert story.event.is_coming
    mine = kim.client.get(f"/i/{story.invitation('Kim').public_id}").text
    assert "The Tannery Café" in mine
    assert "isn’t coming" in mine
    home = people.organiser().client.get("/home").text
    assert "Board games" not in home
    assert people.organiser().client.get(f"/events/{story.event.public_id}/answer").status_code == 409


def test_every_guest_reads_that_sam_is_not_coming_once_he_is_told(app: Flask, story: Cast) -> None:
    priya = People(app, story).guest("Priya")
    path = f"/i/{story.invitation('Priya').public_id}"
    stop.ask(story.kim)
    db.session.commit()
    assert "is coming" in priya.client.get(path).text
    story.clock.move_to(shows_at(story))
    assert "isn’t coming" in priya.client.get(path).text


def test_the_host_is_told_in_the_same_moment_and_not_who_or_why(app: Flask, story: Cast) -> None:
    host, box = People(app, story).host(), Postbox()
    story.clock.shift(timedelta(days=1))
    box.deliver()  # of the answers so far, by day, so that no night keeps it back until then
    stop.ask(story.kim)
    db.session.commit()
    story.clock.move_to(shows_at(story) - timedelta(minutes=1))
    assert [post for post in box.deliver() if post.written.recipient == story.anna.email] == []
    assert "Told not to come" not in host.client.get(f"/host/events/{story.event.public_id}").text
    story.clock.move_to(shows_at(story))
    assert "Told not to come" in host.client.get(f"/host/events/{story.event.public_id}").text
    told = [post for post in by_the_next_morning(story, box) if post.written.recipient == story.anna.email]
    assert "Kim" not in "".join(text for post in told for text in post.texts)
    assert len(told) == 1, "one letter, and nothing else that day"


def test_he_reads_that_she_asked_only_if_she_ticked_it_and_not_before_the_others_would(app: Flask, story: Cast) -> None:
    sam, box, asked = People(app, story).organiser(), Postbox(), "asked to be left out of things with you"
    code = stop.ask(story.kim, organiser_may_know=True)
    db.session.commit()
    story.clock.move_to(shows_at(story) - timedelta(minutes=1))
    assert asked not in sam.client.get("/home").text
    assert [post for post in box.deliver() if post.written.recipient == story.sam.email] == []
    story.clock.shift(timedelta(minutes=1))
    assert asked in sam.client.get("/home").text
    [letter] = [post for post in by_the_next_morning(story, box) if post.written.recipient == story.sam.email]
    assert any(asked in " ".join(text.split()) for text in letter.texts)
    assert stop.undo(code)
    db.session.commit()
    assert asked not in sam.client.get("/home").text


def test_an_end_by_others_before_hers_says_no_more_than_theirs(app: Flask, story: Cast) -> None:
    end(story.plan.id, Cause.VETO)
    stop.ask(story.kim)
    db.session.commit()
    story.clock.move_to(shows_at(story))
    assert "asked to be left out" not in People(app, story).organiser().client.get("/home").text


def test_every_host_of_the_plan_is_told_but_none_who_stepped_back(app: Flask, story: Cast) -> None:
    second = Account(email="ben@posteo.example", name="Ben", zone="Europe/London")
    db.session.add(second)
    db.session.flush()
    favours.accept(story.noors_favour, second, name="Ben", organiser_name="Sam", other_name="Kim")
    third = Hosting(
        plan_id=story.plan.id, account_id=story.jo.id, name="Jo", organiser_name="Sam", other_name="Kim", zone="UTC",
        stepped_back_at=now(),
    )  # fmt: skip
    db.session.add(third)
    db.session.commit()
    box = Postbox()
    end(story.plan.id, Cause.OPERATOR)
    db.session.commit()
    story.clock.move_to(shows_at(story))
    told = [post for post in by_the_next_morning(story, box) if "hosting" in post.written.subject]
    assert {post.written.recipient for post in told} == {story.anna.email, second.email}


def test_kim_is_sent_nothing_about_an_end(app: Flask, story: Cast) -> None:
    box = Postbox()
    box.deliver()
    end(story.plan.id, Cause.VETO)
    db.session.commit()
    story.clock.move_to(shows_at(story) + timedelta(days=30))
    assert [post for post in box.deliver() if post.written.recipient == "kim@posteo.example"] == []


def test_the_plan_is_over_for_good(app: Flask, story: Cast) -> None:
    code = stop.ask(story.kim)
    db.session.commit()
    story.clock.move_to(shows_at(story))
    with pytest.raises(PlanOver):
        story.plan.leave()
    assert stop.undo(code)
    db.session.commit()
    assert story.plan.is_over
    with pytest.raises((NotPossible, TooSoon)):
        plans.start(story.sam, "Kim", story.plan.parted)
    story.clock.shift(timedelta(days=364))
    with pytest.raises((NotPossible, TooSoon)):
        plans.start(story.sam, "Kim", story.plan.parted)


@pytest.mark.thorough
def test_no_form_that_anybody_can_send_revives_it(app: Flask, story: Cast) -> None:
    """Whatever is pressed at any door, with a form full of consent: the plan stays over, and none follows it."""
    everybody = People(app, story).everybody()
    stop.ask(story.kim)
    db.session.commit()
    story.clock.move_to(shows_at(story))
    plan_id, told = story.plan.id, db.session.get_one(Closing, story.plan.id).told
    for visitor in everybody:
        for form in (FULL_OF_CONSENT[0], *FULL_OF_CONSENT):  # the first twice, as its steps come in another order
            for endpoint, path in list(addresses(app, visitor, "POST")):
                if not endpoint.startswith("sign_in."):  # nobody signs themselves out on the way
                    assert visitor.client.post(path, data=form).status_code < 500, (visitor.name, path)
    db.session.expire_all()
    assert db.session.get_one(Closing, plan_id).told is told
    assert [plan.id for plan in db.session.scalars(sa.select(Plan)) if not plan.is_over] == []
    assert [plan.id for plan in db.session.scalars(sa.select(Plan))] == [plan_id]
    assert not db.session.scalars(sa.select(Favour).where(Favour.asked_at >= shows_at_of(plan_id))).all()


def shows_at_of(plan_id: int) -> datetime:
    """Return when the end of a plan was told."""
    return db.session.get_one(Closing, plan_id).shows_at


def test_kim_gets_no_letter_while_her_stop_stands(app: Flask, story: Cast) -> None:
    box = Postbox()
    stop.ask(story.kim)
    inviting.mail(story.invitation("Kim"))
    db.session.commit()
    story.clock.shift(timedelta(days=2))
    assert [post for post in box.deliver() if post.written.recipient == "kim@posteo.example"] == []
