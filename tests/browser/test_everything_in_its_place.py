"""What is looked at with a ruler: buttons beside each other stand level, and long words fit a phone."""

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.database import db
from coordinator.post import lease
from coordinator.post.letters import KINDS
from coordinator.post.outbox import Letter, owe
from tests.browser.looking import WIDER
from tests.browser.person import DESK, HEIGHTS, NARROW, PHONE
from tests.browser.ways import People
from tests.cast import Cast
from tests.promises.people import People as Doors

BOXES = """() => [...document.querySelectorAll(".segments")].map(group => [...group.querySelectorAll(".button")]
    .map(each => each.getBoundingClientRect()).map(box => [Math.round(box.top), Math.round(box.height)]))"""
FORM = """<link rel="stylesheet" href="/static/css/style.css"><form class="segments"><input type="hidden" name="token">
<button class="button plain">One</button><button class="button plain">Two</button></form>"""


@pytest.mark.parametrize(("language", "width"), [("en", NARROW), ("fr", NARROW), ("de", PHONE)])
def test_the_operators_page_fits_a_phone(app: Flask, story: Cast, person: People, language: str, width: int) -> None:
    doors = Doors(app, story).operator()
    for kind in KINDS:
        owe(kind, "event:1", reason="every kind")
    db.session.commit()
    lease.fail(db.session.scalars(sa.select(Letter).limit(1)).one(), "550")
    db.session.commit()
    jo = person("Jo", scripts=True)
    jo.takes_over(doors.client)
    jo.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    jo.goes_to(f"/operator/?lang={language}")
    assert jo.page.evaluate("document.documentElement.lang").startswith(language)
    jo.picture(f"operator-in-{language}", "light")
    assert jo.page.evaluate(WIDER) <= 0


def test_buttons_beside_each_other_stand_level(app: Flask, person: People) -> None:
    somebody = person("Somebody", scripts=True, width=DESK)
    somebody.page.route("**/group", lambda route: route.fulfill(body=FORM, content_type="text/html"))
    somebody.goes_to("/group")
    ((first, second),) = somebody.page.evaluate(BOXES)
    assert first == second
