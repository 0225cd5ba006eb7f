"""R8: looking changes nothing, and a button pressed with nothing chosen answers nothing.

Mail scanners, chat previews, prefetching browsers and bots that press every button are harmless.
"""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.clock import now
from coordinator.consent import finding, stop
from coordinator.database import db
from coordinator.events import inviting, news
from coordinator.events.answer import Answer
from coordinator.web.wall import WallBroken
from tests.cast import Cast
from tests.dump import rows_by_table
from tests.promises.crawl import LOOKS, Visitor, look, press, rules_of
from tests.promises.people import People
from tests.promises.postbox import Postbox

# Buttons that are a whole sentence: pressing one is the choice, so they have no field to leave empty.
ACTS_BY_BUTTON = {
    "sign_in.link": "the page says whose account it is and asks 'Sign in here?'",
    "sign_in.out": "'Sign out'",
    "account.forget": "'Sign it out', beside one browser",
    "account.forget_others": "'Sign out all others'",
    "account.forget_all": "'Sign out everywhere'",
    "account.address_taken_back": "'Take it back', below a change of one's address that waits",
    "account.again": "'Mail me a code', to one's own address",
    "account.passkeys.removal": "a page of its own asks first; all it can do is less ways in",
    "guest.take_back": "a page of its own asks first; all it can do is forget an answer",
    "guest.no_calendar_letter": "'Mail me no more of it'; all it can do is less mail",
    "guest.no_calendar_wish": "'No longer', beside a wish for mail; all it can do is less mail",
    "friend.undo": "'Take it back', beside a veto given in this browser; it returns to no answer",
    "host.publish": "'Publish', under a preview of what guests will see",
    "host.discard": "'Throw it away', beside a draft",
    "host.again": "'Plan it again'; a draft that nobody else sees",
    "host.from_file": "'Read the file', beside a file that was chosen; a draft that nobody else sees",
    "host.take_over": "'Write them down', below ticks of which none is set; without one it writes nothing",
    "host.withdraw": "'Take off the list', beside one guest",
    "host.take_out": "'Take out of the book', beside one guest",
    "host.link": "'Make a link', beside one guest; nothing is sent",
    "host.links": "'Make all links'; nothing is sent",
    "host.mail": "'Mail it', beside one guest, once for each event",
    "host.call_off": "a page of its own asks first; its one field is a word to the guests, and may be empty",
    "host.leave_out": "a page of its own asks first; all it can do is end a plan",
    "host.step_back_from": "a page of its own asks first; all it can do is stop hosting",
    "organiser.left": "'Leave it here': one click at any time (product.md §6)",
    "organiser.favour_link": "'A new link' for a friend who was asked; nothing is sent",
    "organiser.favour_removal": "'Take it back', beside one question that waits for the morning",
    "organiser.reflect": "no tick is an answer about oneself; it clears one's own ticks",
    "operator.suspend": "'Suspend', beside one account",
    "operator.close_report": "'Dealt with', beside one report",
    "operator.end_plan": "a page of its own asks first; all it can do is end a plan",
    "operator.test_letter": "'Send a test mail to myself'",
}

ADDRESS = re.compile(r"http://localhost(/[lu]/[^\s<>\"&]+)")
STATES = ["in the middle", "called off", "the morning after", "shared", "stopped", "a year later"]


@pytest.fixture
def standing(request: pytest.FixtureRequest, story: Cast, people: People) -> list[Visitor]:
    """Bring the story to a state, with everybody at their doors for the last hour."""
    everybody = people.everybody()
    if request.param == "called off":
        news.call_off(story.event, "The café is closed.")
    elif request.param == "the morning after":
        story.takes_place("Sam", "Priya")
    elif request.param == "shared":
        story.is_shared()
    elif request.param == "stopped":
        stop.ask(story.kim)
    elif request.param == "a year later":
        story.clock.shift(timedelta(days=366))
        everybody = people.everybody()
    db.session.execute(sa.update(Device).values(seen_at=now()))  # that a browser is in use is the one thing noted
    db.session.commit()
    return everybody


@pytest.mark.parametrize(
    "standing", [STATES[0], *(pytest.param(state, marks=pytest.mark.thorough) for state in STATES[1:])], indirect=True
)
def test_looking_changes_nothing(app: Flask, standing: list[Visitor]) -> None:
    """HEAD runs the same views as GET; a view that asks "is it GET?" would act on it."""
    before = rows_by_table()
    for visitor in standing:
        assert list(look(app, visitor, method="HEAD"))
        assert _changes(before) == {}, visitor.name


@pytest.mark.thorough
@pytest.mark.parametrize("method", sorted(LOOKS))
def test_looking_with_every_query_changes_nothing(method: str, app: Flask, people: People) -> None:
    everybody = people.everybody()
    before = rows_by_table()
    query = "?lang=de&to=stop&again=1&next=/home&year=2026&friend=1&answer=yes&do=hide&stop=yes&delete=yes&later=1"
    for visitor in everybody:
        assert list(look(app, visitor, method=method, query=query))
        assert _changes(before) == {}, visitor.name


def test_looking_a_second_time_shows_the_same(app: Flask, people: People) -> None:
    kim = people.guest("Kim")
    first = {seen.path: seen.response.data for seen in look(app, kim)}
    assert {seen.path: seen.response.data for seen in look(app, kim)} == first


@pytest.mark.thorough
def test_a_scanner_that_looks_fifty_times_at_every_address_in_every_letter_changes_nothing(
    app: Flask, story: Cast
) -> None:
    """A mail provider's scanner opens what it finds, before the reader and after, from many machines."""
    box = Postbox()
    inviting.mail(story.invitation("Kim"))
    inviting.mail(story.invitation("Priya"))
    story.says("Tomasz", Answer.YES)
    finding.ask("kim@posteo.example")
    story.moves(timedelta(days=1))
    story.clock.shift(timedelta(hours=1))
    addresses = {address for post in box.deliver() for text in post.texts for address in ADDRESS.findall(text)}
    kinds = {address.split("_")[0] for address in addresses}
    assert {"/l/inv", "/l/dat", "/l/ask", "/l/hst", "/l/rst", "/u/uns"} <= kinds
    before = rows_by_table()
    for machine, address in enumerate(sorted(addresses)):
        for number in range(50):
            scanner = app.test_client()
            scanner.environ_base["REMOTE_ADDR"] = f"10.{machine}.{number}.1"
            for method in sorted(LOOKS):
                seen = scanner.open(address, method=method, follow_redirects=True)
                assert seen.status_code < 400, (method, address)
    assert _changes(before) == {}


def test_whatever_looks_is_stopped_before_it_writes(app: Flask) -> None:
    """The wall behind the views: a request that only looks cannot send a statement that changes a row."""
    for method in LOOKS:
        with app.test_request_context("/", method=method), pytest.raises(WallBroken):
            db.session.execute(sa.update(Account).values(name="x"))
        db.session.rollback()
    with app.test_request_context("/", method="POST"):
        db.session.execute(sa.update(Account).values(name="x"))


@pytest.mark.thorough
@pytest.mark.parametrize("standing", ["in the middle", "the morning after", "stopped"], indirect=True)
def test_pressing_every_button_with_nothing_chosen_changes_nothing(app: Flask, standing: list[Visitor]) -> None:
    before = rows_by_table()
    for visitor in standing:
        pressed = [str(seen) for seen in press(app, visitor, without=frozenset(ACTS_BY_BUTTON))]
        assert _changes(before) == {}, pressed


def test_every_button_that_acts_alone_exists_and_has_a_reason(app: Flask) -> None:
    there = {rule.endpoint for rule in rules_of(app, "POST")}
    assert set(ACTS_BY_BUTTON) <= there
    assert all(ACTS_BY_BUTTON.values())


def test_reading_on_for_hours_notes_only_that_the_browser_is_in_use(app: Flask, story: Cast, people: People) -> None:
    sam = people.organiser()
    story.clock.shift(timedelta(hours=7))
    before = rows_by_table()
    for _seen in look(app, sam):
        pass
    assert set(_changes(before)) == {Device.__tablename__}
    before = rows_by_table()
    for _seen in look(app, sam):
        pass
    assert _changes(before) == {}


def _changes(before: dict[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """Return the rows of each table that are gone and those that are new."""
    found = {}
    for name, rows in rows_by_table().items():
        gone, new = [row for row in before[name] if row not in rows], [row for row in rows if row not in before[name]]
        if gone or new:
            found[name] = (gone, new)
    return found
