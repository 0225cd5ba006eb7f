"""Hostile words typed into every field that any page offers, and everything that leaves the site read once more."""

import io
import itertools
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from wtforms import Form, StringField
from wtforms.fields.core import UnboundField

from coordinator.database import db
from coordinator.events.event import Event
from coordinator.logs import Lines, Redact
from coordinator.settings import Settings
from tests.abuse import reading
from tests.abuse.filling import Filling, forms_of
from tests.cast import Cast
from tests.conftest import NOON
from tests.promises.crawl import Visitor, look
from tests.promises.people import People, organisers_values
from tests.promises.postbox import Postbox

HEBREW, PERSIAN = "\u061c\u200f\u05e2\u05d1\u05e8\u05d9\u05ea", "\u0639\u0628\u062f\u200c\u0627\u0644\u0631"
HOSTILE = [
    "Ro\u202ebin\u2066", "Robin\r\nBcc: eve", "Robin\nATTENDEE:mailto:eve", "Ro\vbin\x85Eve\u2028END:VEVENT\u2029x",
    "=?utf-8?q?=0ABcc:_eve?=", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "'=1+1",
    "<script>alert(7)</script>", "{{7*191027}} ${7*191027} {% print 7*191027 %}", '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)", "a\ud800b", "🧑🏽\u200d🍳 🙂", "x" * 9000, "é" + "\u0301" * 300, "%(name)s %s {0}",
    "\\; \\n , ; \\", "&lt;b&gt; &#x202e;", "]]> <!-- -->", "nul\0l", "'; DROP TABLE guest; --", HEBREW, PERSIAN,
    ".\r\n.\r\nMAIL FROM:<eve>", "\u200b\u2060\ufeff", "O’Brien", "J. R.",
]  # fmt: skip
NASTY = (
    "\0\t\n\v\f\r\x1b\x85\xa0\xad\u034f\u200b\u200d\u200f\u2028\u2029\u202e\u2066\ufeff\ud800=?@:;,<>&\"'\\{}%+-|é🙂ab"
)
WORDS = st.sampled_from(HOSTILE) | st.text(st.sampled_from(NASTY) | st.characters(), max_size=60)
# Fields that keep no words, whatever is typed, each with its reason.
KEEP_NOTHING = {
    "code": "six digits or a receipt, compared and forgotten",
    "year": "four digits", "capacity": "a number", "number": "a number",
    **dict.fromkeys(["day", "day2", "day3", "day4", "day5", "day6", "answer_by"], "a day of a calendar"),
    **dict.fromkeys(["start", "until"], "a time of day"),
    **dict.fromkeys(["email", "mail", "address"], "an e-mail address, which is one or is refused"),
}  # fmt: skip
MANY = 10  # from so many on, they are new ones each time
# Doors that lead away from the middle of the story: they come last.
ENDS = ("host.call_off",)


def text_fields() -> set[str]:
    """Return the name of every field for words in any form of the product."""
    return {
        name
        for form in _all(Form)
        if form.__module__.startswith("coordinator.")
        for name in dir(form)
        if isinstance(unbound := getattr(form, name, None), UnboundField)
        and issubclass(unbound.field_class, StringField)
    }


def _all(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from _all(each)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what the site would write into its log."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    handler.addFilter(Redact())
    logger = logging.getLogger("coordinator")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def on_the_way(app: Flask, cast: Cast) -> list[Visitor]:
    """Return a friend about to host, a host without an event, and an organiser before his plan."""
    people = People(app, cast)
    friend = people.friend(cast.favour)
    clear = {"order": "no", "alone": "no", "afraid": "no", "unhappy": "no"}
    assert friend.client.post(f"/ask/{cast.favour.public_id}/questions", data=clear).status_code == 303
    return [friend]


def before_an_event(app: Flask, cast: Cast) -> list[Visitor]:
    """Return a host who has no event yet."""
    assert cast.hosting
    return [People(app, cast).host()]


def before_a_plan(app: Flask, cast: Cast) -> list[Visitor]:
    """Return an organiser who has answered what is asked at the beginning."""
    cast.sam.name = ""
    visitor = People(app, cast)._signed_in("Sam", cast.sam, "organiser", organisers_values())
    for number in range(1, 5):
        assert visitor.client.post(f"/start/{number}", data={"answer": "no"}).status_code == 303
    assert visitor.client.post("/start/month", data={"month": "2", "year": "2026"}).status_code == 303
    return [visitor]


def in_the_middle(app: Flask, cast: Cast) -> list[Visitor]:
    """Return everybody while an event is three weeks away."""
    assert cast.middle
    return People(app, cast).everybody()


def with_a_code(app: Flask, cast: Cast) -> list[Visitor]:
    """Return somebody who asked for a code."""
    visitor = People(app, cast).anybody()
    assert visitor.client.post("/sign-in", data={"email": cast.sam.email}).status_code == 303
    return [visitor]


def the_morning_after(app: Flask, cast: Cast) -> list[Visitor]:
    """Return everybody after an event that Sam and Kim were both at."""
    assert cast.middle
    cast.takes_place("Sam", "Kim")
    return People(app, cast).everybody()


def when_shared(app: Flask, cast: Cast) -> list[Visitor]:
    """Return everybody after three events that Sam and Kim were both at, called what a table could calculate."""
    assert cast.middle
    cast.is_shared_a_third_time()
    for event, title in zip(db.session.scalars(sa.select(Event)), ("=1+1", "+1+1", "@SUM(1)"), strict=True):
        event.title = title
    db.session.commit()
    return People(app, cast).everybody()


STAGES = (before_a_plan, with_a_code, on_the_way, before_an_event, in_the_middle, the_morning_after, when_shared)


@pytest.mark.thorough
def test_words_stay_words_wherever_they_come_out(
    app: Flask,
    clock: time_machine.Traveller,
    lines: io.StringIO,
    anew: Callable[[], None],
    request: pytest.FixtureRequest,
) -> None:
    taken: Counter[str] = Counter()
    for stage in STAGES:
        anew()
        clock.move_to(NOON)
        taken += fill_everything(app, stage(app, Cast(clock)), request.config.getoption("--hostile"))
        clock.shift(timedelta(days=1))
        letters = Postbox().deliver()
        assert [(str(each), reading.letter(each.bytes)) for each in letters if reading.letter(each.bytes)] == []
        assert reading.log(lines.getvalue()) == []
    missed = {name for name in text_fields() if not taken[name] and name not in KEEP_NOTHING}
    assert missed == set(), (
        "no page of these stages offers it, or nothing hostile was ever kept: add a stage or a reason"
    )


@pytest.fixture
def anew(app: Flask, here: Settings, emptying: Callable[[Settings], None]) -> Callable[[], None]:
    """Return what begins with an empty database once more."""

    def begin() -> None:
        db.session.remove()
        db.engine.dispose()
        emptying(here)

    return begin


def fill_everything(app: Flask, everybody: list[Visitor], times: int) -> Counter[str]:
    """Fill everybody's forms so many times with words drawn anew; return how often each field kept hostile ones."""
    filling = Filling(app)

    @trying(
        max_examples=times, deadline=None, derandomize=times < MANY, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(WORDS, min_size=5, max_size=12))
    def everything_stays_whole(words: list[str]) -> None:
        draw = itertools.cycle([*words, *HOSTILE]).__next__
        for visitor in everybody:
            for form in sorted(forms_of(app, visitor), key=lambda each: each.endpoint in ENDS):
                filling.fill(visitor, form, draw)
        assert list(wrong(app, filling, everybody)) == []
        filling.answers.clear()

    everything_stays_whole()
    assert filling.taken
    return filling.by_name()


def wrong(app: Flask, filling: Filling, everybody: list[Visitor]) -> Iterator[str]:
    """Give whatever is wrong with what was answered, and with all that can be looked at afterwards."""
    for what, shown in filling.answers:
        if shown.status_code >= 500:
            yield f"{what} broke"
        elif shown.mimetype == "text/html":
            yield from (f"{what}: {each}" for each in reading.page(shown.text, kept=False))
    for visitor in everybody:
        for seen in look(app, visitor):
            for each in reading.wrong_with(seen.response.mimetype, seen.response.data):
                yield f"{seen}: {each}"
