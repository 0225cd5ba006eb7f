"""The longest names and words anybody may type, without a blank: no page is wider than the narrowest phone."""

from datetime import timedelta

import pytest
from flask import Flask

from coordinator.database import db
from coordinator.events.bring import BringItem
from coordinator.text import NAME, NOTE, PLACE, TITLE
from tests.browser.looking import WIDER
from tests.browser.person import HEIGHTS, NARROW
from tests.browser.ways import People
from tests.cast import Cast
from tests.promises.crawl import Visitor, addresses
from tests.promises.people import People as Doors

WIDE = "W"


@pytest.mark.parametrize("when", ["before", "the morning after"])
def test_no_page_is_wider_than_the_narrowest_phone(app: Flask, story: Cast, person: People, when: str) -> None:
    assert story.noors_favour
    grow(story)
    if when != "before":
        story.clock.move_to(story.event.ends_at + timedelta(hours=14))
    everybody = Doors(app, story).everybody()
    wider = [f"{visitor.name}: {found}" for visitor in everybody for found in too_wide(app, visitor, person)]
    assert not wider, "\n".join(wider)


def grow(story: Cast) -> None:
    """Give everybody and everything the longest name there can be."""
    event, hosting = story.event, story.hosting
    event.title, event.place, event.address = WIDE * TITLE, WIDE * PLACE, WIDE * PLACE
    event.note = WIDE * NOTE
    hosting.name = hosting.organiser_name = hosting.other_name = story.plan.other_name = WIDE * NAME
    for guest in story.guests:
        guest.name = (guest.name.partition("-")[0] + WIDE * NAME)[:NAME]
    for account in (story.sam, story.anna, story.jo):
        account.name = WIDE * NAME
    story.noors_favour.friend.name = WIDE * NAME
    event.items.append(BringItem(name=WIDE * NAME))
    for invitation in event.invitations:
        if invitation.reply:
            invitation.reply.food = WIDE * 60
    db.session.commit()


def too_wide(app: Flask, visitor: Visitor, person: People) -> list[str]:
    """Return the pages of a visitor that are wider than the narrowest phone."""
    somebody = person(visitor.name, scripts=True)
    somebody.takes_over(visitor.client)
    somebody.page.set_viewport_size({"width": NARROW, "height": HEIGHTS[NARROW]})
    pages = [path for _endpoint, path in addresses(app, visitor) if visitor.client.get(path).mimetype == "text/html"]
    found = []
    for path in dict.fromkeys(pages):
        somebody.page.goto(somebody.site.address(path))
        somebody.opens_all()
        if (more := somebody.page.evaluate(WIDER)) > 0:
            found.append(f"{path} is {more} px wider")
    somebody.faults.clear()  # what is refused is no fault here
    return found
