"""Arabic pages run from right to left, fit every screen, and axe finds nothing on them."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.person import Person
from tests.browser.test_axe import somebody
from tests.cast import Cast
from tests.promises.people import People

EDGES = """() => [document.documentElement.dir, ...["h1", "main p", ".foot p"].map(each => {
    const found = document.querySelector(each), box = found.getBoundingClientRect();
    const words = document.createRange(); words.selectNodeContents(found);
    return Math.round(box.right - words.getBoundingClientRect().right); })]"""


@pytest.mark.parametrize("name", ["Kim", "Sam"])
def test_a_page_in_arabic(
    name: str, app: Flask, story: Cast, person: Callable[..., Person], see: Callable[[Person, str], None]
) -> None:
    page = "/home" if name == "Sam" else f"/i/{story.invitation().public_id}"
    looker = person(name, scripts=True)
    looker.takes_over(somebody(People(app, story), name).client)
    looker.goes_to(f"{page}?lang=ar")
    assert looker.page.evaluate(EDGES) == ["rtl", 0, 0, 0]  # every line begins at the right
    see(looker, f"arabic-{name.lower()}")
