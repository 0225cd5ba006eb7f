"""Answering and leaving by keyboard alone: what is reached is seen, in the order it is read, and nothing is a trap."""

from typing import Any

from coordinator.events.invitation import Answer
from tests.browser.person import Person
from tests.browser.ways import People, opens
from tests.cast import Cast

WHERE = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
    const row = here.closest(".choice") ?? here;
    return {
        words: (here.labels?.[0] ?? here).textContent.trim(), top: box.top + scrollY,
        seen: [style, getComputedStyle(row)].some(each => each.outlineStyle !== "none" && each.outlineWidth !== "0px"),
        shown: box.bottom > 0 && box.top < innerHeight,
    };
}"""
FAR = 40  # more steps than any page of a guest has


def test_a_guest_answers_by_keyboard(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    keys = lotte.page.keyboard
    assert steps_to(lotte, "Skip to the invitation") == 1
    keys.press("Enter")
    steps_to(lotte, "I’ll come")
    keys.press("Space")
    steps_to(lotte, "How many of you?")
    keys.press("ArrowDown")
    steps_to(lotte, "Anything about food?")
    keys.type("No nuts, please")
    steps_to(lotte, "Send my answer")
    goes_on(lotte, "Enter")
    lotte.sees("You’re coming", "No nuts, please")
    assert story.invitation("Lotte").answer is Answer.YES


def test_arrows_move_between_the_answers_and_choose_none_beforehand(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    steps_to(lotte, "I’ll come")
    assert lotte.page.locator("input[type=radio]:checked").count() == 0, "being there is not choosing"
    lotte.page.keyboard.press("ArrowDown")
    lotte.page.keyboard.press("ArrowDown")
    assert lotte.page.get_by_label("I’d rather not say yet").is_checked()


def test_a_guest_leaves_by_keyboard(story: Cast, person: People) -> None:
    kim = opens(person, "Kim", story.invitation())
    steps_to(kim, "Prefer not to be at things with Sam?")
    goes_on(kim, "Enter")
    steps_to(kim, "Leave me out of things with Sam")
    kim.page.keyboard.press("Space")
    steps_to(kim, "Confirm")
    goes_on(kim, "Enter")
    kim.sees("Done", "You keep your place")


def test_what_was_forgotten_is_reached_from_the_summary(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    steps_to(lotte, "Send my answer")
    goes_on(lotte, "Enter")
    assert lotte.page.title().startswith("Error:")
    steps_to(lotte, "Choose one of the three answers")
    lotte.page.keyboard.press("Enter")
    assert steps_to(lotte, "I’ll come") == 1


def steps_to(person: Person, words: str) -> int:
    """Press Tab until something is reached, down the page as it is read, with a ring to see; count the steps."""
    top = -1.0
    for step in range(1, FAR):
        person.page.keyboard.press("Tab")
        here: dict[str, Any] = person.page.evaluate(WHERE)
        assert here["seen"], f"nothing shows that {here['words']!r} is reached"
        assert here["shown"], f"{here['words']!r} is reached out of sight"
        if here["words"].startswith(words):
            return step
        assert here["top"] >= top - 200, f"{here['words']!r} comes after what stands below it"
        top = here["top"]
    message = f"no way to {words!r} by keyboard at {person.page.url}"
    raise AssertionError(message)


def goes_on(person: Person, key: str) -> None:
    """Press a key that leads to another page."""
    with person.page.expect_navigation(wait_until="load"):
        person.page.keyboard.press(key)
