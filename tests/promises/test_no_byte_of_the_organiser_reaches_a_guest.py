"""R1: no byte the organiser typed reaches a guest, on any page, letter, text to paste, calendar, header or cookie.

The one exception: on her own data page the other person reads what Sam calls her (product.md §2, "Who sees what").
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from coordinator.accounts.device import Device
from coordinator.consent import stop
from coordinator.consent.ending import Cause, end
from coordinator.database import db
from coordinator.events import inviting, news, organiser_reply
from coordinator.events.invitation import Answer
from tests.promises.canaries import MARK, canary, sings
from tests.promises.crawl import Seen, look, press
from tests.promises.people import People
from tests.promises.planted import CHOSEN, FAR, SamSings, lies_in, organisers
from tests.promises.postbox import Postbox, kinds_for
from tests.promises.test_get_changes_nothing import ACTS_BY_BUTTON

HER_OWN_PAGE = {"guest.data", "guest.data_file", "guest.name"}
GUESTS = ("Kim", "Priya", "Lotte")


@pytest.fixture
def cast(app: Flask, clock: Traveller) -> SamSings:
    """Tell the story with a Sam whose every word sings."""
    return SamSings(clock)


@pytest.fixture
def told(cast: SamSings) -> SamSings:
    """Tell it until the event is three weeks away and everybody has a letter."""
    assert cast.noors_favour
    assert cast.event
    for invitation in cast.event.invitations:
        if invitation.guest.address:
            inviting.mail(invitation)
    organiser_reply.reply(cast.event, Answer.YES)
    db.session.commit()
    return cast


def everything_guests_get(app: Flask, people: People, *queries: str) -> Iterator[Seen]:
    """Give all that guests and strangers can open, and what they get for an empty form."""
    guests = [people.guest(name) for name in GUESTS]
    for guest in guests[1:]:  # what anybody can open is the same for all: Kim and a stranger look at it
        guest.audiences = ("guest",)
    for query in ("", *queries):
        yield from look(app, *guests, people.anybody(), query=query)
    yield from press(app, *guests, without=frozenset(ACTS_BY_BUTTON))


def must_not_sing(seen: Seen) -> None:
    """Fail where a canary is heard, but for the one name on Kim's own page."""
    hers = seen.who == "Kim" and seen.endpoint in HER_OWN_PAGE
    assert sings(seen.bytes, but=(canary("plan.other_name"),) if hers else ()) == [], seen
    assert FAR.partition("/")[2] not in seen.response.text.split("<select")[0], seen


def test_every_word_of_sams_is_a_canary_and_lies_nowhere_else(app: Flask, told: SamSings) -> None:
    people = People(app, told)
    browser = people.organiser().client
    asked = browser.post(
        f"/sign-in?next=/{canary('sign_in.next')}",
        data={"email": told.sam.email},
        headers={"User-Agent": f"{canary('user agent')}/1.0 Firefox"},
    )
    assert asked.status_code == 303
    assert lies_in(app) == organisers() - CHOSEN


def test_nothing_of_sams_is_on_a_guests_page(app: Flask, told: SamSings) -> None:
    people, heard = People(app, told), 0
    for seen in everything_guests_get(app, people, "?lang=de"):
        must_not_sing(seen)
        heard += 1
    assert heard > 50


def test_kim_reads_what_sam_calls_her_on_her_own_page_and_no_other_guest_does(app: Flask, told: SamSings) -> None:
    people, name = People(app, told), canary("plan.other_name").casefold()
    heard = {
        (seen.who, seen.endpoint)
        for seen in look(app, *(people.guest(guest) for guest in GUESTS))
        if name in sings(seen.bytes)
    }
    assert heard == {("Kim", "guest.data"), ("Kim", "guest.data_file")}


@pytest.mark.thorough
@pytest.mark.parametrize("moment", ["answered", "moved", "called off", "the day before", "over", "stopped", "ended"])
def test_nothing_of_sams_is_on_a_guests_page_later(moment: str, app: Flask, told: SamSings) -> None:
    told.says("Kim", Answer.YES, food="No nuts, please")
    told.says("Priya", Answer.NO)
    event = told.event
    if moment == "moved":
        told.moves(timedelta(days=1), place="The Old Library", address="")
    elif moment == "called off":
        news.call_off(event, "The café is closed.")
    elif moment == "the day before":
        told.clock.move_to(event.starts_at - timedelta(days=1))
    elif moment == "over":
        told.is_shared()
    elif moment == "stopped":
        stop.ask(told.kim)
    elif moment == "ended":
        end(told.plan.id, Cause.VETO)
        told.clock.shift(timedelta(hours=72))
    db.session.commit()
    for seen in everything_guests_get(app, People(app, told)):
        must_not_sing(seen)


def test_nothing_of_sams_is_in_a_letter_to_a_guest(app: Flask, told: SamSings) -> None:
    box = Postbox()
    told.says("Kim", Answer.YES, food="No nuts, please")
    box.deliver()
    event = told.event
    told.moves(timedelta(days=1), place="The Old Library", address="")
    told.clock.shift(timedelta(days=1))
    box.deliver()
    people = People(app, told)
    people.anybody().client.post("/find", data={"email": "kim@posteo.example"})
    box.deliver()
    news.call_off(event, "The café is closed.")
    db.session.commit()
    told.clock.shift(timedelta(days=1))
    box.deliver()
    guests = [post for post in box.letters if post.written.recipient in {"kim@posteo.example", "priya@raman.example"}]
    assert len(guests) >= 5
    for post in guests:
        for text in post.texts:
            assert sings(text) == [], post


def test_every_kind_of_letter_to_guests_was_looked_at() -> None:
    """A new kind has to be sent in the test above, or named here with its reason."""
    elsewhere = {
        "calendar": "tests below, by its own form",
        "calendar_cancelled": "the same letter, taken back",
        "date_chosen": "made as `changed` is, from the same rows",
        "day_before": "made as `changed` is, from the same rows",
        "waitlist_offer": "made as `changed` is, from the same rows",
    }
    assert kinds_for("guest") == {"invitation", "changed", "called_off", "find"} | set(elsewhere)


def test_nothing_of_sams_is_in_the_text_to_paste(app: Flask, told: SamSings) -> None:
    host = People(app, told).host()
    shown = 0
    ends = {"host.call_off", "host.leave_out", "host.step_back", "account.forget_all"}  # afterwards nobody invites
    for seen in press(app, host, without=ends):
        if seen.endpoint == "host.link" and seen.is_page:
            texts = re.findall(r'id="words-\d+"[^>]*>([^<]+)<', seen.response.text)
            assert sings("\n".join(texts)) == [], seen
            shown += any("/l/inv_" in text for text in texts)
    assert shown >= 5


def test_sams_browser_name_and_zone_are_from_lists(app: Flask, told: SamSings) -> None:
    client = app.test_client()
    client.post("/sign-in", data={"email": told.sam.email})
    assert db.session.query(Device).filter(Device.label.ilike(f"%{MARK}%")).count() == 0


def test_a_friends_form_is_not_filled_in_with_sams_words(app: Flask, told: SamSings) -> None:
    """What a friend is about to type becomes the host's words, so nothing of Sam's may stand there to be sent along."""
    friend = People(app, told).friend(told.noors_favour)
    for seen in look(app, friend):
        for value in _filled_in(seen.response.text):
            assert sings(value) == [], seen


def _filled_in(page: str) -> list[str]:
    """Return what stands in the fields of a page."""
    return re.findall(r"<input[^>]*\bvalue=\"([^\"]*)\"", page) + re.findall(r"<textarea[^>]*>([^<]*)<", page)
