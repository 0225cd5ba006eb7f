"""The way out as a person meets it: three steps from the link, and nothing on the way is smaller than an answer."""

from typing import Any

from playwright.sync_api import Locator

from coordinator.events.invitation import Answer
from tests.browser.ways import People, opens
from tests.cast import Cast

LOOKS = """row => {
    const words = row.querySelector("span, label") ?? row, style = getComputedStyle(words);
    return {size: parseFloat(style.fontSize), weight: style.fontWeight, colour: style.color,
            height: row.getBoundingClientRect().height};
}"""


def test_it_takes_three_steps_from_the_link_and_none_of_them_is_smaller_than_an_answer(
    story: Cast, person: People
) -> None:
    kim = opens(person, "Kim", story.invitation())
    way_out, other_way = (kim.page.locator("ul.rows li a").nth(number) for number in (0, 1))
    answer = kim.page.locator("label.choice").first
    assert looks(way_out)["size"] == looks(other_way)["size"]
    assert looks(way_out)["size"] >= looks(answer)["size"]
    assert looks(way_out)["height"] >= 44, "as easy to hit with a thumb as an answer"
    kim.clicks("Prefer not to be at things with Sam?")  # one
    leave, keep = (looks(kim.page.locator("label.choice").nth(number)) for number in (0, 1))
    assert leave.pop("height") >= keep.pop("height")
    assert leave == keep
    assert kim.page.locator("input:checked").count() == 0
    kim.chooses("Leave me out of things with Sam")  # two
    kim.presses("Confirm")  # three
    kim.sees("Done")
    assert story.invitation().answer is Answer.YES, "her answer stays hers"


def looks(row: Locator) -> dict[str, Any]:
    """Return how large, heavy and tall a row is, and in which colour."""
    found: dict[str, Any] = row.evaluate(LOOKS)
    return found
