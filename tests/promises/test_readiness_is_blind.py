"""Blind readiness (product.md §6): with one tick or none no byte differs for anyone but whoever ticked.

Only when both stand does the host of the last shared event learn it, and nobody else, neither of the two included.
"""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator import chores
from coordinator.consent import stop
from coordinator.consent.ending import Cause, end
from coordinator.consent.readiness import GuestReadiness, OrganiserReadiness, said_at
from coordinator.database import db
from coordinator.events import stepping_back
from coordinator.history import marking
from coordinator.history.attendance import Attendance
from tests.again import everybody_signs_in_again
from tests.cast import Cast
from tests.promises.crawl import look
from tests.promises.people import People
from tests.promises.postbox import Post, Postbox

LEARNS = "have each ticked that they’d be fine talking directly"


class Doors:
    """Everybody at their doors, after the third event that Sam and Kim were both at."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        """Open every door once, so that no session is new when bytes are compared."""
        people = People(app, cast)
        cast.is_shared_a_third_time()
        cast.clock.shift(timedelta(days=1, hours=12 - cast.event.shared_from.hour))  # by day, when letters go out
        self.app, self.cast, self.box = app, cast, Postbox()
        self.kim, self.sam, self.anna = people.guest("Kim"), people.organiser(), people.host()
        self.everybody = [self.kim, self.sam, self.anna, people.guest("Priya"), people.operator(), people.anybody()]
        self.letters()
        self.see()

    def see(self) -> dict[tuple[str, str], bytes]:
        """Return every byte of every page, by who looks and where."""
        everybody_signs_in_again()
        return {(seen.who, seen.path): seen.bytes for each in self.everybody for seen in look(self.app, each)}

    def letters(self) -> list[Post]:
        """Return what is written to anybody now."""
        chores.tick()
        return self.box.deliver()

    def kim_ticks(self, *, ready: bool = True) -> None:
        """Let Kim save the tick on her page."""
        path = f"/i/{self.cast.invitation('Kim').public_id}/data/readiness"
        assert self.kim.client.post(path, data=_form(ready=ready)).status_code == 303

    def sam_ticks(self, *, ready: bool = True) -> None:
        """Let Sam save the tick on his page."""
        assert self.sam.client.post("/history/readiness", data=_form(ready=ready)).status_code == 303

    def both_tick(self) -> None:
        """Let both save their tick."""
        self.kim_ticks()
        self.sam_ticks()


@pytest.fixture
def doors(app: Flask, story: Cast) -> Doors:
    """Return everybody at their doors."""
    return Doors(app, story)


def _form(*, ready: bool) -> dict[str, str]:
    return {"ready": "yes"} if ready else {}


def differing(one: dict[tuple[str, str], bytes], other: dict[tuple[str, str], bytes]) -> set[str]:
    """Return who gets other bytes."""
    assert one.keys() == other.keys()
    return {name for (name, path), seen in one.items() if other[name, path] != seen}


@pytest.mark.thorough
def test_one_tick_changes_a_byte_for_nobody_but_whoever_ticked(doors: Doors) -> None:
    before = doors.see()
    doors.kim_ticks()
    assert doors.letters() == []
    assert differing(doors.see(), before) == {"Kim"}
    doors.kim_ticks(ready=False)
    assert doors.see() == before
    doors.sam_ticks()
    assert doors.letters() == []
    assert differing(doors.see(), before) == {"Sam"}
    doors.sam_ticks(ready=False)
    assert doors.see() == before


@pytest.mark.thorough
def test_both_ticks_show_to_the_host_alone(doors: Doors) -> None:
    before = doors.see()
    doors.kim_ticks()
    kims = doors.see()
    doors.sam_ticks()
    both = doors.see()
    assert differing(both, before) == {"Kim", "Sam", "Anna"}
    assert differing(both, kims) == {"Sam", "Anna"}  # Kim reads what she read with her tick alone
    doors.kim_ticks(ready=False)
    assert differing(doors.see(), both) == {"Kim", "Anna"}  # and Sam what he read with both
    doors.kim_ticks()
    assert doors.see() == both
    assert [post.written.recipient for post in doors.letters()] == [doors.cast.anna.email]


def test_the_host_reads_it_on_her_page_and_her_letter_names_nobody(doors: Doors) -> None:
    doors.both_tick()
    assert LEARNS in _board(doors)
    [letter] = doors.letters()
    assert not any(name in text for text in letter.texts for name in ("Kim", "Sam"))


def test_she_is_written_to_once_however_often_somebody_ticks(doors: Doors) -> None:
    doors.both_tick()
    assert len(doors.letters()) == 1
    for _again in range(3):
        doors.sam_ticks(ready=False)
        doors.sam_ticks()
        assert doors.letters() == []


def test_a_letter_that_has_not_gone_out_is_dropped_when_somebody_unticks(doors: Doors) -> None:
    doors.both_tick()
    chores.tick()
    doors.kim_ticks(ready=False)
    assert doors.box.deliver() == []


@pytest.mark.parametrize("how", ["a stop", "a veto", "an end of his own", "she stepped back", "a year"])
def test_nobody_learns_of_it_once_anything_has_ended(how: str, doors: Doors) -> None:
    doors.both_tick()
    assert LEARNS in _board(doors)
    if how == "a stop":
        stop.ask(doors.cast.kim)
    elif how == "a veto":
        end(doors.cast.plan.id, Cause.VETO)
    elif how == "an end of his own":
        doors.cast.plan.leave()
    elif how == "she stepped back":
        stepping_back.step_back(doors.cast.hosting)
    else:
        doors.cast.clock.move_to(doors.cast.plan.closes_at + timedelta(minutes=1))
        chores.tick()
    db.session.commit()
    assert LEARNS not in _board(doors)
    assert not any("A word on your page" in post.written.subject for post in doors.letters())


def test_a_stop_takes_her_tick_with_it(doors: Doors) -> None:
    doors.both_tick()
    stop.ask(doors.cast.kim)
    assert said_at(GuestReadiness, doors.cast.plan.id) is None


def test_it_is_asked_of_him_after_the_third_event_only_and_stays_to_be_taken_back(app: Flask, story: Cast) -> None:
    sam = People(app, story).organiser()
    story.is_shared()
    assert "glad to talk" not in sam.client.get("/history").text
    assert sam.client.post("/history/readiness", data=_form(ready=True)).status_code == 404
    doors = Doors(app, story)
    assert "I’d be glad to talk" in doors.sam.client.get("/history").text
    doors.sam_ticks()
    assert said_at(OrganiserReadiness, story.plan.id)
    assert 'name="ready" value="yes" checked' in doors.sam.client.get("/history").text
    mark = db.session.get_one(Attendance, (story.event.id, story.kim.id))
    marking.hide(mark)  # two are left, and the tick can still go
    db.session.commit()
    doors.sam_ticks(ready=False)
    assert said_at(OrganiserReadiness, story.plan.id) is None
    assert "glad to talk" not in doors.sam.client.get("/history").text


def _board(doors: Doors) -> str:
    return doors.anna.client.get(f"/host/events/{doors.cast.event.public_id}").text
