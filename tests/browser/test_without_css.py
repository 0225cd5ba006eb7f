"""A guest's page as it reads without any style: everything is there, and who suggested it comes before the answers."""

from tests.browser.person import Person
from tests.browser.ways import People, opens
from tests.cast import Cast

ORDER = [
    "For Lotte, from Anna Brandt",
    "Board games at the Tannery",
    "Saturday 3 October 2026",
    "The Tannery Café, back room",
    "Anna wrote",
    "I’ve booked the long table.",
    "This site could not check who Anna is.",
    "Sam is invited too, and suggested getting people together.",
    "Sam is coming.",
    "Will you come?",
    "I’ll come",
    "I can’t",
    "I’d rather not say yet",
    "How many of you?",
    "Anything about food?",
    "Send my answer",
    "Prefer not to be at things with Sam?",
    "What’s stored about you",
    "Something not right?",
    "Run by Jo Lindqvist",
]


def test_an_invitation_is_read_in_order_without_styles(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    without_styles(lotte)
    places = [lotte.words.find(each) for each in ORDER]
    missing = [words for words, place in zip(ORDER, places, strict=True) if place < 0]
    assert not missing, f"{missing} is not on the page:\n{lotte.words}"
    assert places == sorted(places), f"the page reads in another order:\n{lotte.words}"


def test_an_answer_can_be_given_without_styles(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    without_styles(lotte)
    lotte.chooses("I can’t")
    lotte.presses("Send my answer")
    lotte.sees("You can’t make it")
    lotte.clicks("What’s stored about you")
    lotte.sees("All of it, Lotte.")


def test_no_drawing_fills_the_screen_without_styles(story: Cast, person: People) -> None:
    lotte = opens(person, "Lotte", story.invitation("Lotte"))
    without_styles(lotte)
    heading = lotte.page.locator("h1").bounding_box()
    assert heading
    assert heading["y"] < 844, "the title is on the first screen"


def without_styles(guest: Person) -> None:
    """Load the page again with nothing in its stylesheet."""
    guest.page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
    guest.goes_to(guest.page.url)
    assert guest.page.evaluate("[...document.styleSheets].every(each => each.cssRules.length === 0)")
