"""The demo's clock: forward only, in half days, with what each brings."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from coordinator import clock
from coordinator.demo import mailbox, moving


@pytest.mark.parametrize(
    ("said", "meant"),
    [("+3 days", 3 * 24), ("1 day", 24), ("+1 month", 30 * 24), ("+ 2 weeks", 14 * 24), ("+5 hours", 5)],
)
def test_time_is_said_in_words(said: str, meant: int) -> None:
    assert moving.read(said) == timedelta(hours=meant)


@pytest.mark.parametrize("said", ["", "tomorrow", "-1 day", "+0 days", "+9999 days", "3"])
def test_what_is_no_time_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(ValueError, match="3 days"):
        moving.read(said)


def test_the_shell_and_the_page_move_the_same_clock(demo: Flask) -> None:
    before = clock.now()
    assert demo.test_cli_runner().invoke(args=["demo", "clock", "+1 day"]).exit_code == 0
    assert clock.now() - before >= timedelta(days=1)
    with mailbox.open_if_closed():
        assert demo.test_client().post("/demo/clock", data={"by": "+3 days"}).status_code == 303
    assert clock.now() - before >= timedelta(days=4)
    assert demo.test_cli_runner().invoke(args=["demo", "clock", "yesterday"]).exit_code == 1


def test_the_page_has_a_button_for_half_a_day_and_for_longer(demo: Flask) -> None:
    page = demo.test_client().get("/demo/").text
    steps = re.findall(r'name="by" value="([^"]+)"', page)
    assert steps == ["+12 hours", "+1 day", "+3 days", "+1 month"]
    before = clock.now()
    with mailbox.open_if_closed():
        demo.test_client().post("/demo/clock", data={"by": steps[0]})
    assert timedelta(hours=12) <= clock.now() - before < timedelta(hours=13)


def test_the_morning_after_comes_by_moving_the_clock(demo: Flask) -> None:
    demo.test_cli_runner().invoke(args=["demo", "clock", "+12 days"])
    assert any("Who came" in str(letter.message["Subject"]) and "anna" in letter.to for letter in mailbox.letters())
